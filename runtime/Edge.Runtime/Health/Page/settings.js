import { may } from "./api.js";
import { badge, empty, h, table } from "./dom.js";

let wanted = "";

export const settings = {
  nav: "Settings",
  role: "technician",
  title: () => "Settings",
  freshMs: Infinity,
  load: (_, get) => get("page/settings"),
  render({ data, reload }) {
    if (!data || data.trouble) {
      return [h("h1", {}, "Settings"), empty(data?.trouble ?? "Reading…")];
    }

    const rows = data.settings.filter((one) => one.path.toLowerCase().includes(wanted.toLowerCase()));
    return [
      h("h1", {}, "Settings"),
      h("p", {}, "What this appliance runs with, read from ", h("code", {}, data.source), " at its start. An administrator sets senders, archives, the broker and routes here. To change anything else edit the file, check it with ",
        h("code", {}, "edgectl config check FILE"), ", and restart the service; what each setting means is in docs/configuration.md."),
      may("administrator") ? h("p", {}, h("a", { class: "button", href: "#/settings/change" }, "Change settings")) : null,
      h("form", { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() },
        h("label", { class: "field" }, h("span", {}, "Find a setting"),
          h("input", { type: "search", value: wanted, placeholder: "for example pacs", oninput: (event) => { wanted = event.target.value; reload(); } }))),
      table("Settings", ["Setting", "Value", "From"], rows.map((one) => h("tr", { "data-key": one.path },
        h("td", {}, h("code", {}, one.path)), h("td", { class: "uid" }, one.value), h("td", {}, badge(one.source, one.source === "file" ? "idle" : "info")))), "No setting is called that."),
      h("p", { class: "quiet uid" }, `Digest ${data.digest}`),
    ];
  },
};
