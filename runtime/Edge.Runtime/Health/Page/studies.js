import { empty, h, field, table } from "./dom.js";
import { studyBadge, unitLine } from "./unit.js";
import { number, timeOf } from "./words.js";

const SHOWS = [["", "Everything"], ["found", "A model ran"], ["working", "Waiting or running"], ["no-model", "No model ran"], ["not-applicable", "Not applicable"],
  ["failed", "Failed or set aside"], ["unsent", "Not delivered yet"]];
const STATES = [["", "Any state"], ["receiving", "Arriving"], ["complete", "Complete"], ["removed", "Removed"]];

let filter = { text: "", state: "", show: "", after: "" };
let before = [];
let typing = 0;

const select = (label, name, options, reload) => field(label, h("select", {
  name,
  onchange: (event) => change({ [name]: event.target.value }, reload),
}, options.map(([value, text]) => h("option", { value, selected: filter[name] === value }, text))));

function change(part, reload) {
  filter = { ...filter, after: "", ...part };
  before = [];
  reload();
}

const row = (study) => h("tr", { "data-key": study.uid },
  h("td", {}, h("a", { class: "uid", href: `#/studies/${encodeURIComponent(study.uid)}` }, study.uid)),
  h("td", {}, studyBadge(study.state)),
  h("td", { class: "ae" }, study.from),
  h("td", { class: "number" }, number(study.instances)),
  h("td", {}, timeOf(study.lastReceivedAt)),
  h("td", {}, study.units.length > 0
    ? h("ul", { class: "units" }, study.units.map(unitLine), study.unitCount > study.units.length ? h("li", { class: "quiet" }, `and ${number(study.unitCount - study.units.length)} more`) : null)
    : h("span", { class: "quiet" }, study.state === "receiving" ? "waits until the study is complete" : "nothing to run yet")),
  h("td", { class: "number" }, study.unsent > 0 ? number(study.unsent) : ""));

export const studies = {
  nav: "Studies",
  title: () => "Studies",
  load: (_, get) => get(`page/studies?${new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ""))}`),
  render({ data, reload }) {
    const type = (event) => {
      clearTimeout(typing);
      const text = event.target.value;
      typing = setTimeout(() => change({ text }, reload), 250);
    };

    return [
      h("h1", {}, "Studies"),
      h("form", { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() },
        field("Search", h("input", { type: "search", name: "text", value: filter.text, placeholder: "Part of a UID, or who sent it", oninput: type, autocomplete: "off", spellcheck: "false" })),
        select("State", "state", STATES, reload),
        select("What became of it", "show", SHOWS, reload)),
      data?.trouble ? empty(data.trouble) : table("Studies",
        ["Study", "State", "From", { text: "Objects", class: "number" }, "Last object", "What ran, or why not", { text: "To deliver", class: "number" }],
        (data?.studies ?? []).map(row),
        data ? "No study is like that." : "Reading…"),
      h("div", { class: "pages" },
        h("button", { class: "secondary", disabled: before.length === 0, onclick: () => { filter.after = before.pop() ?? ""; reload(); } }, "Newer"),
        h("button", { class: "secondary", disabled: !data?.next, onclick: () => { before.push(filter.after); filter.after = data.next; reload(); } }, "Older")),
    ];
  },
};
