// What an administrator has typed and not saved yet. It stays whatever the appliance says meanwhile; only saving or dropping it ends it.
import { field, h } from "./dom.js";

let draft = null;
let generation = 0;
const keys = new WeakMap();

export const current = () => draft;

export function begin(data) {
  draft = {
    generation: ++generation,
    version: data.version,
    sections: Object.fromEntries(Object.entries(data.sections).map(([path, one]) => [path, structuredClone(one.value)])),
    touched: new Set(),
    broken: new Map(),
    problems: [],
  };
}

export const isTouched = () => draft !== null && draft.touched.size > 0;
export const drop = () => { draft = null; };

// Of what is typed in a field: a number where it is one, else the text, which the appliance then names in its answer.
export const numeric = (text) => text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;

// A name for what is shown of a thing of the draft, so that the fields of one are never taken for those of another.
export function keyOf(thing) {
  if (!keys.has(thing)) {
    keys.set(thing, `${draft.generation}-${++generation}`);
  }

  return keys.get(thing);
}

export function touch(section) {
  draft.touched.add(section);
}

const problemsOf = (path) => [
  ...draft.problems.filter((one) => one.path === path || one.path.startsWith(`${path}[`)).map((one) => one.path === path ? one.message : `${one.path.slice(path.length)} ${one.message}`),
  ...draft.broken.has(path) ? [draft.broken.get(path)] : [],
];

// Problems of a path that has no field of its own.
export function troubles(path) {
  const found = draft.problems.filter((one) => one.path === path);
  return found.length > 0 ? h("p", { class: "problem", role: "alert" }, found.map((one) => one.message).join(" ")) : null;
}

// A field for one value: read() makes the value of the text or throws what is wrong with it, in words.
export function entry({ label, path, text, set, read = (typed) => typed, hint, lines = 0, list }) {
  const found = problemsOf(path);
  const attributes = {
    "aria-invalid": found.length > 0 ? "true" : null,
    list,
    autocomplete: "off",
    spellcheck: "false",
    oninput: (event) => {
      try {
        set(read(event.target.value));
        draft.broken.delete(path);
      } catch (wrong) {
        draft.broken.set(path, wrong.message);
      }

      touch(path.match(/^(dicom\.\w+|\w+)/)[0]);
    },
  };
  const control = lines > 0 ? h("textarea", { ...attributes, rows: lines }, text) : h("input", { ...attributes, type: "text", value: text });
  return field(label, control, found.length > 0 ? h("span", { class: "problem", role: "alert" }, found.join(" ")) : hint);
}

// The members of a thing that have no field of their own, as JSON.
export function rest(thing, known, always, path, hint) {
  const members = Object.fromEntries(Object.entries(thing).filter(([name, value]) => !known.includes(name) && value !== null));
  return entry({
    label: "Further members (JSON)",
    path: `${path}.*`,
    text: Object.keys(members).length > 0 ? JSON.stringify(members, null, 2) : "",
    lines: 3,
    hint: [hint, ...draft.problems.filter((one) => one.path.startsWith(`${path}.`) && !known.some((name) => one.path === `${path}.${name}` || one.path.startsWith(`${path}.${name}[`)))
      .map((one) => h("span", { class: "problem", role: "alert" }, ` ${one.path}: ${one.message}`))],
    read: (typed) => {
      let parsed;
      try {
        parsed = typed.trim() === "" ? {} : JSON.parse(typed);
      } catch (wrong) {
        throw new Error(`This is no JSON: ${wrong.message}`);
      }

      if (parsed === null || typeof parsed !== "object" || Array.isArray(parsed) || Object.keys(parsed).some((name) => known.includes(name))) {
        throw new Error("Write an object of members that have no field of their own.");
      }

      return parsed;
    },
    set: (parsed) => {
      for (const name of Object.keys(thing).filter((one) => !known.includes(one))) {
        delete thing[name];
      }

      Object.assign(thing, Object.fromEntries(always.map((name) => [name, null])), parsed);
    },
  });
}
