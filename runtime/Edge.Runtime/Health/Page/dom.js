// Elements made of text, never of markup: what scanners and objects say is shown, not interpreted.

const SVG = "http://www.w3.org/2000/svg";
const HANDLERS = ["onclick", "oninput", "onchange", "onsubmit", "onkeydown", "ontoggle"];

function made(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }

    if (key.startsWith("on")) {
      node[key] = value;
    } else {
      node.setAttribute(key, value === true ? "" : value);
    }
  }

  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export const h = (name, attributes = {}, ...children) => made(document.createElement(name), attributes, children);
export const svg = (name, attributes = {}, ...children) => made(document.createElementNS(SVG, name), attributes, children);

// Brings what is shown to what is wanted and leaves alone what is as it should be, so that focus, selection and opened details stay.
export function morph(shown, wanted) {
  if (shown.nodeType !== wanted.nodeType || shown.nodeName !== wanted.nodeName
      || (shown.nodeType === Node.ELEMENT_NODE && shown.getAttribute("data-key") !== wanted.getAttribute("data-key"))) {
    shown.replaceWith(wanted);
    return;
  }

  if (shown.nodeType !== Node.ELEMENT_NODE) {
    if (shown.data !== wanted.data) {
      shown.data = wanted.data;
    }

    return;
  }

  for (const { name } of [...shown.attributes]) {
    if (!wanted.hasAttribute(name) && !(name === "open" && shown.nodeName === "DETAILS")) {
      shown.removeAttribute(name);
    }
  }

  for (const { name, value } of wanted.attributes) {
    if (shown.getAttribute(name) !== value) {
      shown.setAttribute(name, value);
    }
  }

  for (const handler of HANDLERS) {
    if (shown[handler] !== wanted[handler]) {
      shown[handler] = wanted[handler];
    }
  }

  morphChildren(shown, [...wanted.childNodes]);
}

export function morphChildren(parent, wanted) {
  while (parent.childNodes.length > wanted.length) {
    parent.lastChild.remove();
  }

  wanted.forEach((child, index) => {
    const shown = parent.childNodes[index];
    if (shown) {
      morph(shown, child);
    } else {
      parent.append(child);
    }
  });
}

const ICONS = {
  overview: "M3 12l9-8 9 8M6 10v10h12V10",
  studies: "M4 5h16v14H4zM4 10h16M9 10v9",
  models: "M12 3l8 4.5v9L12 21l-8-4.5v-9zM12 12l8-4.5M12 12v9M12 12L4 7.5",
  connections: "M7 7a5 5 0 0 0 0 10h3M17 7a5 5 0 0 1 0 10h-3M8 12h8",
  system: "M4 19V9M10 19V5M16 19v-7M21 19H3",
  faults: "M12 4l9 16H3zM12 10v5M12 17.5v.5",
  audit: "M6 3h9l4 4v14H6zM9 12h7M9 16h7M9 8h3",
  settings: "M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4",
  ok: "M5 12.5l5 5L19 7",
  warn: "M12 5v9M12 18v.5",
  bad: "M6 6l12 12M18 6L6 18",
  lost: "M9 9a3 3 0 1 1 4.2 2.7c-.8.4-1.2 1-1.2 1.8v.5M12 17.5v.5",
  wait: "M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18",
  run: "M8 5l11 7-11 7z",
  hold: "M8 5v14M16 5v14",
  none: "M6 12h12",
  send: "M4 12h15M13 6l6 6-6 6",
  receive: "M12 4v12M6 11l6 6 6-6M4 20h16",
  route: "M4 6h6l4 12h6M14 6h6",
  result: "M5 12.5l5 5L19 7",
  trouble: "M6 6l12 12M18 6L6 18",
  user: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4 21c1-5 15-5 16 0",
  eye: "M2 12c4-7 16-7 20 0-4 7-16 7-20 0M12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5",
  theme: "M12 3a9 9 0 1 0 9 9c-5 2-11-2-9-9",
  leave: "M10 4H5v16h5M14 8l4 4-4 4M18 12H9",
  print: "M7 9V4h10v5M7 17H4v-8h16v8h-3M7 14h10v6H7z",
  down: "M12 4v11M7 11l5 5 5-5M5 20h14",
};

export const icon = (name) => svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" }, svg("path", { d: ICONS[name] ?? ICONS.none }));

export const badge = (text, kind = "idle", mark = null) => h("span", { class: `badge ${kind}` }, icon(mark ?? MARKS[kind] ?? "none"), h("span", {}, text));
const MARKS = { good: "ok", warn: "warn", bad: "bad", info: "wait", idle: "none", run: "run" };

export const uid = (value) => h("span", { class: "uid" }, value ?? "");

export const card = (title, attributes, ...children) =>
  h("section", { class: "card", ...attributes, "aria-label": title }, title ? h("h2", {}, title) : null, ...children);

export const empty = (text) => h("p", { class: "empty" }, text);

export const field = (label, control, hint) => h("label", { class: "field" }, h("span", {}, label), control, hint ? h("small", {}, hint) : null);

export function table(caption, heads, rows, nothing) {
  for (const row of rows) {
    [...row.children].forEach((cell, index) => cell.setAttribute("data-label", heads[index]?.text ?? heads[index] ?? ""));
  }

  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    h("table", {},
      h("caption", { class: "visually-hidden" }, caption),
      h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col", class: head.class }, head.text ?? head)))),
      h("tbody", {}, rows.length > 0 ? rows : h("tr", {}, h("td", { class: "empty", colspan: heads.length }, nothing)))));
}

export const facts = (pairs) => h("dl", { class: "facts" },
  pairs.filter(([, value]) => value !== null && value !== undefined && value !== "").map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
