import { act, get, may } from "./api.js";
import { badge, card, empty, facts, h, icon, table } from "./dom.js";
import { doing } from "./notice.js";
import { ago, number, timeOf } from "./words.js";

const sender = (one) => h("tr", { "data-key": `${one.callingAe} ${one.address}` },
  h("td", { class: "ae" }, one.callingAe ?? "said no name"),
  h("td", {}, one.address),
  h("td", {}, one.whyRejected ? badge("turned away", "bad") : badge("gets in", "good")),
  h("td", {}, timeOf(one.lastAt), " ", h("span", { class: "quiet" }, ago(one.lastAt))),
  h("td", { class: "number" }, number(one.stored)),
  h("td", { class: "number" }, one.lastMiBPerSecond === null ? "–" : `${one.lastMiBPerSecond.toFixed(1)} MiB/s`),
  h("td", { class: "quiet" }, one.whyRejected ? `${number(one.rejections)} times, last ${ago(one.lastRejectedAt)}: ${one.whyRejected}` : one.refused > 0 ? `${number(one.refused)} objects refused` : ""));

function archive(one, reload) {
  const name = encodeURIComponent(one.name);
  const { rows } = one;
  const test = (what) => doing(() => act("POST", `page/connections/archives/${name}/${what}`), reload);
  return h("section", { class: "card", "aria-label": `Archive ${one.name}`, "data-key": one.name },
    h("div", { class: "head" }, h("h2", {}, rows.trouble ? badge("in trouble", "warn") : badge("takes objects", "good"), " ", one.name),
      may("technician") ? h("div", { class: "actions" },
        h("button", { class: "secondary", onclick: () => test("echo") }, "C-ECHO"),
        h("button", { class: "secondary", onclick: () => {
          if (confirm(`Send a test object of the patient EDGE^TEST to ${one.name}? It stays there.`)) {
            test("store");
          }
        } }, "Send test object"),
        rows.setAside > 0 || rows.trouble ? h("button", { class: "secondary", onclick: () => test("send") }, "Send all again now") : null) : null),
    rows.trouble ? h("p", {}, rows.trouble, rows.nextTry ? [" Tried again at ", timeOf(rows.nextTry), "."] : null) : null,
    facts([
      ["Address", one.address], ["AE title", one.aeTitle], ["TLS", one.isTls ? "yes" : "no"], ["Storage commitment", one.commits ? "asked for" : "not asked for"],
      ["Last object taken", one.lastTakenAt ? [timeOf(one.lastTakenAt), " ", ago(one.lastTakenAt)] : "none yet"],
      ["Waiting", number(rows.waiting)], ["Taken, not committed", number(rows.stored)], ["Set aside", number(rows.setAside)], ["Delivered", number(rows.delivered)],
      ["Oldest waiting", rows.oldestWaiting ? ago(rows.oldestWaiting) : null],
    ]));
}

const broker = (one, reload) => h("section", { class: "card", "aria-label": "Central operations" },
  h("div", { class: "head" }, h("h2", {}, one.state === "connected" ? badge("connected", "good") : badge(one.state, "warn"), " Central operations"),
    may("technician") ? h("div", { class: "actions" },
      h("button", { class: "secondary", onclick: () => doing(() => act("POST", "page/connections/broker/test"), reload) }, "Round trip")) : null),
  one.reason ? h("p", {}, one.reason) : null,
  facts([["Broker", one.address], ["Connected since the start", `${number(one.connects)} times`], ["Messages waiting", number(one.waiting)],
    ["Last message delivered", one.lastTakenAt ? [timeOf(one.lastTakenAt), " ", ago(one.lastTakenAt)] : "none yet"]]));

export const connections = {
  nav: "Connections",
  title: () => "Connections",
  load: (_, read) => (read ?? get)("page/connections"),
  render({ state, data, reload }) {
    if (!data || data.trouble) {
      return [h("h1", {}, "Connections"), empty(data?.trouble ?? "Reading…")];
    }

    return [
      h("h1", {}, "Connections"),
      h("section", { "aria-label": "Senders" },
        h("h2", {}, icon("receive"), " Scanners and other senders"),
        h("p", { class: "quiet" }, `Since the start. They reach this appliance on port ${state?.health.dicomPorts.join(", ") ?? "?"}.`),
        table("Senders", ["AE title", "Address", "State", "Last here", { text: "Objects", class: "number" }, { text: "Speed", class: "number" }, "Why"],
          data.senders.map(sender), "Nobody has called yet.")),
      data.expected?.length ? h("p", {}, "May send and have not been here since the start: ", h("strong", {}, data.expected.join(", "))) : null,
      data.archives.length > 0 ? data.archives.map((one) => archive(one, reload)) : card("Archives", {}, empty("No archive is configured: results stay on the appliance.")),
      data.broker ? broker(data.broker, reload) : card("Central operations", {}, empty("No broker is configured: the appliance works alone.")),
    ].flat();
  },
};
