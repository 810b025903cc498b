// The frame of the page: who is signed in, which view is shown, and whether the appliance answers.
import { current, get, may, onSignedOut, readSession, signOut } from "./api.js";
import { h, icon, morph, morphChildren } from "./dom.js";
import { stop, watch } from "./live.js";
import { notify } from "./notice.js";
import { signInView } from "./signin.js";
import { forget } from "./study.js";
import { VERDICTS, verdictOf } from "./verdict.js";
import { VIEWS } from "./views.js";

const byId = (id) => document.getElementById(id);
const THEMES = ["light dark", "light", "dark"];
const THEME_WORDS = { "light dark": "as the system", light: "light", dark: "dark" };

let state = null;
let link = null;
let shown = { name: null, argument: null, data: null };
let loading = 0;
let busy = null;
let again = false;
let readAt = -Infinity;
const SIGNED_OUT = Symbol("signed out");

const route = () => {
  const [name, ...rest] = decodeURIComponent(location.hash.replace(/^#\/?/, "")).split("/");
  return { name: VIEWS[name] ? name : "overview", argument: rest.join("/") || null };
};

function theme() {
  let wanted = "light dark";
  try {
    wanted = localStorage.getItem("theme") ?? wanted;
  } catch {
    // A browser may keep nothing for this page.
  }

  return THEMES.includes(wanted) ? wanted : THEMES[0];
}

function nextTheme() {
  const next = THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length];
  try {
    localStorage.setItem("theme", next);
  } catch {
    // It holds until the page is loaded again.
  }

  document.documentElement.style.colorScheme = next;
  notify(`Colours: ${THEME_WORDS[next]}`);
  showBar();
}

async function leave() {
  try {
    await signOut();
  } catch {
    // The sign-in has ended anyway.
  }

  await begin();
}

function showBar() {
  const session = current();
  const device = state?.device ?? session.device;
  const [kind, , word] = VERDICTS[verdictOf(state, link)];
  morph(byId("bar"), h("header", { id: "bar", class: "bar" },
    h("a", { class: "brand", href: "#/" }, h("img", { src: "icon.svg", alt: "", width: "32", height: "32" }), h("span", {}, "Edge")),
    device ? h("span", { class: "device" }, `${device.site} · ${device.id}`) : null,
    device ? h("a", { class: `pill ${kind}`, href: "#/" }, icon(kind), h("span", {}, word)) : null,
    h("span", { class: "grow" }),
    h("button", { class: "plain", onclick: nextTheme, "aria-label": `Colours: ${THEME_WORDS[theme()]}. Change`, title: "Light or dark" }, icon("theme")),
    session.user ? h("a", { class: "who", href: "#/account" }, icon("user"), h("span", {}, session.user), h("small", {}, session.role)) : null,
    session.user ? h("button", { class: "plain leave", onclick: leave, "aria-label": "Sign out" }, icon("leave"), h("span", {}, "Sign out")) : null));
}

function showNav() {
  const { name } = route();
  const items = Object.entries(VIEWS).filter(([, view]) => view.nav && (!view.role || may(view.role)));
  morph(byId("nav"), h("nav", { id: "nav", class: "nav", "aria-label": "Views" },
    h("ul", {}, items.map(([key, view]) => {
      const count = key === "faults" ? state?.health.faults.length ?? 0 : 0;
      return h("li", {}, h("a", { href: key === "overview" ? "#/" : `#/${key}`, "aria-current": key === name || view.covers === name || VIEWS[name].under === key ? "page" : null },
        icon(key), h("span", {}, view.nav), count > 0 ? h("span", { class: "count", "aria-label": `${count} raised` }, count) : null));
    }))));
}

function render() {
  showBar();
  showNav();
  const view = VIEWS[shown.name];
  const nodes = view.render({ state, link, data: shown.data, argument: shown.argument, reload: (byPerson = false) => load(!byPerson) });
  morphChildren(byId("main"), Array.isArray(nodes) ? nodes.filter(Boolean) : [nodes]);
}

// Reads what the view shows. What comes late for a view that was left is dropped. While an answer is on its way no second one is asked for: what changed meanwhile is read
// after it, so that a slow appliance is shown late and not never.
async function load(quiet) {
  const { name, argument } = route();
  const key = `${name}/${argument}`;
  if (quiet && busy === key) {
    again = true;
    return;
  }

  busy = key;
  again = false;
  const mine = ++loading;
  const isNew = shown.name !== name || shown.argument !== argument;
  const data = await read(VIEWS[name], argument, quiet && !isNew);
  if (mine !== loading) {
    return;
  }

  busy = null;
  if (data === SIGNED_OUT) {
    return;
  }

  shown = { name, argument, data };
  readAt = performance.now();
  document.title = `${VIEWS[name].title(argument)} – Edge`;
  if (isNew) {
    byId("main").replaceChildren();
  }

  render();
  if (isNew && document.activeElement !== document.body) {
    byId("main").focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  if (again) {
    load(true);
  }
}

// Something changed, at most once a second. A view whose data changes more slowly says how old it may be, and is shown with what is known until then.
function refresh(isBack) {
  const { name, argument } = route();
  const isShown = shown.name === name && shown.argument === argument;
  if (!isBack && isShown && performance.now() - readAt < (VIEWS[name].freshMs ?? 0)) {
    render();
  } else {
    load(true);
  }
}

async function read(view, argument, quiet) {
  try {
    return view.load ? await view.load(argument, (path) => get(path, quiet)) : null;
  } catch (refused) {
    return refused.status === 401 ? SIGNED_OUT : { trouble: refused.message };
  }
}

function showSignIn() {
  stop();
  forget();
  state = null;
  shown = { name: null, argument: null, data: null };
  showBar();
  byId("nav").replaceChildren();
  document.title = "Sign in – Edge";

  // Several answers may say that nobody is signed in: what was typed since the first stays.
  if (!byId("main").querySelector(".signin")) {
    byId("main").replaceChildren(signInView(begin));
  }
}

async function begin() {
  try {
    await readSession();
  } catch {
    link = "lost";
    showBar();
    setTimeout(begin, 5000);
    return;
  }

  link = null;
  if (current().hasUsers && !current().user) {
    showSignIn();
    return;
  }

  watch(
    (next) => {
      const isBack = link !== null;
      link = null;
      state = next;
      refresh(isBack);
    },
    () => {
      link = "lost";
      if (shown.name) {
        render();
      }

      // A restart may have ended the sign-in.
      readSession().then((session) => { if (session.hasUsers && !session.user) { showSignIn(); } }, () => {});
    },
    () => {
      link = "full";
      refresh(true);
    });
  await load(false);
}

document.documentElement.style.colorScheme = theme();
onSignedOut(showSignIn);
addEventListener("hashchange", () => {
  if (location.hash !== "#main" && (!current().hasUsers || current().user)) {
    load(false);
  }
});
byId("skip").onclick = (event) => {
  event.preventDefault();
  byId("main").focus();
};
begin();
