// The forms for what administrators set: who may send, archives, the broker, routes.
import { h } from "./dom.js";
import { current, entry, keyOf, numeric, rest, touch, troubles } from "./settingsdraft.js";

const lines = (label, path, hint) => entry({
  label, path, hint, lines: 4,
  text: (current().sections[path] ?? []).join("\n"),
  read: (typed) => typed.split("\n").map((line) => line.trim()).filter((line) => line !== ""),
  set: (values) => { current().sections[path] = values.length > 0 ? values : null; },
});

export const senders = () => h("div", { class: "fields" },
  lines("AE titles that may send", "dicom.callingAes", "One a line, as the scanner writes it. Empty: any."),
  lines("Networks that may connect", "dicom.networks", "One a line, for example 10.1.0.0/16. Empty: any."));

const text = (thing, name, path, label, more = {}) => entry({ label, path: `${path}.${name}`, text: thing[name] ?? "", set: (value) => { thing[name] = value; }, ...more });

const removal = (things, thing, section, what, reload) => h("button", { type: "button", class: "secondary", onclick: () => {
  things.splice(things.indexOf(thing), 1);
  current().problems = [];
  touch(section);
  reload();
} }, `Remove ${what}`);

const addition = (words, add, section, reload) => h("button", { type: "button", class: "secondary", onclick: () => {
  add();
  touch(section);
  reload();
} }, words);

export function archives(reload) {
  const all = current().sections.pacs;
  return [
    all.map((one, index) => h("fieldset", { class: "item", "data-key": keyOf(one) },
      h("legend", {}, one.name || "New archive"),
      h("div", { class: "fields" },
        text(one, "name", `pacs[${index}]`, "Name"),
        text(one, "host", `pacs[${index}]`, "Host name or address"),
        text(one, "port", `pacs[${index}]`, "Port", { read: numeric }),
        text(one, "aeTitle", `pacs[${index}]`, "AE title")),
      rest(one, ["name", "host", "port", "aeTitle"], ["tls", "commitment"], `pacs[${index}]`, "tls, commitment and results, as docs/configuration.md has them."),
      removal(all, one, "pacs", `archive ${one.name}`, reload))),
    troubles("pacs"),
    addition("Add an archive", () => all.push({ name: "", host: "", port: 104, aeTitle: "", tls: null, commitment: null }), "pacs", reload),
  ];
}

export function broker(reload) {
  const { sections } = current();
  const one = sections.mqtt;
  return one === null
    ? [h("p", { class: "quiet" }, "There is none: the appliance works alone."), addition("Add a broker", () => { sections.mqtt = { host: "", port: 8883 }; }, "mqtt", reload)]
    : [
      h("div", { class: "fields", "data-key": keyOf(one) }, text(one, "host", "mqtt", "Host name or address"), text(one, "port", "mqtt", "Port", { read: numeric })),
      rest(one, ["host", "port"], [], "mqtt", "tls, loginFile and the others, as docs/configuration.md has them."),
      troubles("mqtt"),
      addition("Remove the broker", () => { sections.mqtt = null; }, "mqtt", reload),
    ];
}

// How a predicate of each kind is written in one field. Values in a list are divided as DICOM divides them.
const TESTS = {
  equals: { words: "is", text: (value) => value, read: (typed) => typed, first: "" },
  in: { words: "is one of", text: (value) => value.join("\\"), read: (typed) => typed.split("\\"), first: [""], hint: "Divide values with \\" },
  matches: { words: "matches", text: (value) => value, read: (typed) => typed, first: "", hint: "A regular expression" },
  range: { words: "is a number in", text: (value) => `${value.min} to ${value.max}`, read: range, first: { min: 0, max: 1 }, hint: "For example 1 to 5" },
  present: { words: "is there", text: (value) => value ? "yes" : "no", read: yes, first: true, hint: "yes or no" },
};

function range(typed) {
  const [, min, max] = typed.match(/^\s*(\S+)\s+to\s+(\S+)\s*$/) ?? [];
  if (!Number.isFinite(Number(min)) || !Number.isFinite(Number(max))) {
    throw new Error("Write two numbers, for example 1 to 5.");
  }

  return { min: Number(min), max: Number(max) };
}

function yes(typed) {
  if (!["yes", "no"].includes(typed.trim())) {
    throw new Error("Write yes or no.");
  }

  return typed.trim() === "yes";
}

function predicate(all, one, path, reload) {
  const kind = Object.keys(TESTS).find((name) => one[name] !== undefined && one[name] !== null) ?? "equals";
  const test = TESTS[kind];
  return h("div", { class: "fields predicate", "data-key": `${keyOf(one)} ${kind}` },
    text(one, "attribute", path, "Attribute", { hint: "Keyword or gggg,eeee" }),
    h("label", { class: "field" }, h("span", {}, "Test"), h("select", { onchange: (event) => {
      delete one[kind];
      current().broken.delete(`${path}.${kind}`);
      one[event.target.value] = structuredClone(TESTS[event.target.value].first);
      touch("routes");
      reload();
    } }, Object.entries(TESTS).map(([name, { words }]) => h("option", { value: name, selected: name === kind }, words)))),
    entry({ label: "Value", path: `${path}.${kind}`, text: test.text(one[kind] ?? test.first), read: test.read, set: (value) => { one[kind] = value; }, hint: test.hint }),
    removal(all, one, "routes", "this test", reload),
    troubles(path));
}

export function routes(models, reload) {
  const all = current().sections.routes;
  return [
    h("datalist", { id: "models" }, models.map((name) => h("option", { value: name }))),
    all.map((one, index) => h("fieldset", { class: "item", "data-key": keyOf(one) },
      h("legend", {}, one.name || "New route"),
      h("div", { class: "fields" },
        text(one, "name", `routes[${index}]`, "Name"),
        text(one, "priority", `routes[${index}]`, "Priority", { read: numeric, hint: "The highest that matches wins." }),
        text(one, "model", `routes[${index}]`, "Model", { list: "models" }),
        text(one, "urgency", `routes[${index}]`, "Urgency", { read: (typed) => typed.trim() || null, hint: "Empty: as the objects say." })),
      one.when.map((each, at) => predicate(one.when, each, `routes[${index}].when[${at}]`, reload)),
      troubles(`routes[${index}].when`),
      h("div", { class: "actions" },
        addition("Add a test", () => one.when.push({ attribute: "", equals: "" }), "routes", reload),
        removal(all, one, "routes", `route ${one.name}`, reload)))),
    troubles("routes"),
    addition("Add a route", () => all.push({ name: "", priority: 10, model: "", when: [{ attribute: "Modality", equals: "" }] }), "routes", reload),
  ];
}
