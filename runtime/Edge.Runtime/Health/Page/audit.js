import { act } from "./api.js";
import { badge, empty, h, table } from "./dom.js";
import { doing } from "./notice.js";
import { number, timeOf } from "./words.js";

const OUTCOMES = { success: ["done", "good"], "minor-failure": ["refused", "warn"], "serious-failure": ["failed", "bad"], "major-failure": ["failed", "bad"] };

let before = null;

const row = (entry) => {
  const [word, kind] = OUTCOMES[entry.outcome] ?? [entry.outcome, "idle"];
  return h("tr", { "data-key": entry.sequence },
    h("td", { class: "number" }, number(entry.sequence)),
    h("td", {}, timeOf(entry.at)),
    h("td", {}, entry.who),
    h("td", {}, entry.type ?? entry.event),
    h("td", {}, entry.what, entry.study ? h("div", { class: "uid quiet" }, entry.study.slice(0, 16)) : null),
    h("td", {}, badge(word, kind)));
};

export const audit = {
  nav: "Audit",
  role: "technician",
  title: () => "Audit",
  freshMs: 10_000,
  load: (_, get) => get(before === null ? "page/audit" : `page/audit?before=${before}`),
  render({ data, reload }) {
    if (!data || data.trouble) {
      return [h("h1", {}, "Audit"), empty(data?.trouble ?? "Reading…")];
    }

    const oldest = data.entries.at(-1)?.sequence ?? 0;
    return [
      h("div", { class: "head" }, h("h1", {}, "Audit"),
        h("div", { class: "actions" }, h("button", { class: "secondary", onclick: () => doing(() => act("POST", "page/audit/verify"), reload) }, "Check the chain"))),
      h("p", { class: "quiet" }, `Who did what. Each entry carries the hash of the one before; the last is number ${number(data.head.sequence)}.`),
      table("Audit log", [{ text: "Number", class: "number" }, "When", "Who", "Event", "What", "Outcome"], data.entries.map(row), "Nothing yet."),
      h("div", { class: "pages" },
        h("button", { class: "secondary", disabled: before === null, onclick: () => { before = null; reload(true); } }, "Newest"),
        h("button", { class: "secondary", disabled: oldest <= 1, onclick: () => { before = oldest; reload(true); } }, "Older")),
    ];
  },
};
