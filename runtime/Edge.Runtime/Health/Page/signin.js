import { changePassword, current, signIn } from "./api.js";
import { card, field, h } from "./dom.js";
import { doing } from "./notice.js";

export function signInView(done) {
  const trouble = h("p", { class: "trouble", role: "alert" });
  const name = h("input", { name: "name", autocomplete: "username", autocapitalize: "none", spellcheck: "false", required: true, maxlength: "32" });
  const password = h("input", { name: "password", type: "password", autocomplete: "current-password", required: true, maxlength: "1024" });
  const button = h("button", { class: "primary", type: "submit" }, "Sign in");
  const submit = async (event) => {
    event.preventDefault();
    button.disabled = true;
    trouble.textContent = "";
    try {
      await signIn(name.value, password.value);
      await done();
    } catch (refused) {
      trouble.textContent = refused.message;
      password.value = "";
      password.focus();
    } finally {
      button.disabled = false;
    }
  };

  return h("div", { class: "signin" },
    h("form", { class: "card", onsubmit: submit, "aria-labelledby": "signin-title" },
      h("img", { src: "icon.svg", alt: "", width: "56", height: "56" }),
      h("h1", { id: "signin-title" }, "Sign in"),
      field("Name", name),
      field("Password", password),
      trouble,
      button,
      h("p", { class: "quiet" }, "Lost it? On the appliance: ", h("code", {}, "edgectl user password NAME"))));
}

export const account = {
  title: () => "Account",
  render({ reload }) {
    const session = current();
    if (!session.user) {
      return [h("h1", {}, "Account"), card("No users yet", {},
        h("p", {}, "Whoever sits at this machine may look at this page. For passwords, for acting, and for seeing it from elsewhere make a user on the appliance:"),
        h("p", {}, h("code", {}, "edgectl user add NAME --role administrator")))];
    }

    const before = h("input", { type: "password", name: "old", autocomplete: "current-password", required: true });
    const after = h("input", { type: "password", name: "new", autocomplete: "new-password", required: true, minlength: "10" });
    const submit = (event) => {
      event.preventDefault();
      const form = event.target;
      doing(async () => {
        await changePassword(form.elements.old.value, form.elements.new.value);
        form.reset();
        return { done: "The password is changed. Other sign-ins of yours have ended." };
      }, reload);
    };

    return [h("h1", {}, "Account"), card(`${session.user}, ${session.role}`, {},
      h("p", { class: "quiet" }, "A viewer looks and sees no patient. A technician also acts on studies, jobs and deliveries, tests connections, and may ask whose study it is."),
      h("form", { class: "form", onsubmit: submit },
        field("Password so far", before), field("New password", after, "At least 10 characters."), h("button", { class: "primary", type: "submit" }, "Change password")))];
  },
};
