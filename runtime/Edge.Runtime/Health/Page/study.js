import { act, current, get, may } from "./api.js";
import { badge, card, empty, facts, h, icon, table, uid } from "./dom.js";
import { doing } from "./notice.js";
import { studyBadge, unitBadge } from "./unit.js";
import { bytes, clock, duration, number, plural, timeOf, written } from "./words.js";

// What was asked for of the study that is shown; another study begins without, and another user too.
const NOTHING = { uid: null, user: null, patient: null, route: null };
let asked = NOTHING;

const isOf = (view) => asked.uid === view && asked.user === current().user;

// Answers may come after the study was left, or the user has gone.
function keep(view, user, part) {
  if (isOf(view) && asked.user === user) {
    asked = { ...asked, ...part };
  }
}

export function forget() {
  asked = NOTHING;
}

function timeline(entries) {
  const longest = Math.max(1, ...entries.map((entry) => entry.tookMs ?? 0));
  return h("ol", { class: "timeline" }, entries.map((entry) => h("li", { class: entry.kind },
    h("span", { class: "dot" }, icon(entry.kind)),
    h("time", { datetime: entry.at, title: written(new Date(entry.at)) }, clock(new Date(entry.at))),
    h("div", {},
      h("strong", {}, entry.what),
      entry.detail ? h("div", { class: "quiet" }, entry.detail) : null,
      entry.tookMs > 0 ? h("div", { class: "took" }, h("meter", { min: "0", max: String(longest), value: String(entry.tookMs), "aria-label": `took ${duration(entry.tookMs)}` }), h("span", {}, duration(entry.tookMs))) : null))));
}

function finding(one) {
  const measures = [
    one.volumeMl === null || one.volumeMl === undefined ? null : `${one.volumeMl.toFixed(2)} mL`,
    one.diameterMm ? `${one.diameterMm.toFixed(1)} mm` : null,
    one.mean === null || one.mean === undefined ? null : `mean ${one.mean.toFixed(1)}`,
    one.value === null || one.value === undefined ? null : `${one.value.toFixed(2)} ${one.unit?.value ?? ""}`,
    one.boxes?.length ? plural(one.boxes.length, "box", "boxes") : null,
  ].filter(Boolean).join(", ");
  return h("li", { class: one.present ? "finding present" : "finding" },
    h("span", { class: "finding-name" }, badge(one.present ? "present" : "absent", one.present ? "info" : "idle", one.present ? "ok" : "none"), " ", h("strong", {}, one.label), " ", measures),
    one.probability !== null && one.probability !== undefined
      ? h("span", { class: "score" },
        h("meter", { min: "0", max: "1", value: String(one.probability), "aria-label": `probability ${one.probability.toFixed(3)}` }),
        h("span", {}, one.probability.toFixed(3)),
        one.operatingPoint === null ? null : h("span", { class: "quiet" }, `present from ${one.operatingPoint}`))
      : null);
}

const DELIVERIES = { waiting: ["waits", "info"], stored: ["taken, not committed yet", "info"], delivered: ["delivered", "good"], "set-aside": ["set aside", "bad"] };

function delivery(row, reload) {
  const [word, kind] = DELIVERIES[row.state] ?? [row.state, "idle"];
  return h("tr", {},
    h("td", {}, row.destination.startsWith("pacs:") ? `Archive ${row.destination.slice(5)}` : "Central operations"),
    h("td", {}, badge(word, kind)),
    h("td", { class: "quiet" }, row.reason ?? ""),
    h("td", {}, may("technician") && row.state !== "delivered"
      ? h("button", { class: "small", onclick: () => doing(() => act("POST", `page/outbox/${row.id}/send`), reload) }, "Send again") : null));
}

function result(unit, reload) {
  const document = unit.result;
  const engine = document?.lineage.engine;
  return [
    h("div", { class: unit.hasPicture && may("technician") ? "result with-picture" : "result" },
      unit.hasPicture && may("technician")
        ? h("figure", {}, h("img", { src: `page/results/${encodeURIComponent(unit.unit.resultId)}/picture`, alt: "Key image with what the model found drawn in", loading: "lazy" }),
          h("figcaption", {}, "Key image. AI result, not for diagnosis without review."))
        : null,
      h("div", {},
        document?.reason ? h("p", {}, document.reason) : unit.unit.reason ? h("p", {}, unit.unit.reason) : null,
        document?.findings.length ? h("ul", { class: "findings" }, document.findings.map(finding)) : null,
        unit.hasPicture && !may("technician") ? h("p", { class: "quiet" }, "A technician sees the key image.") : null,
        document ? facts([
          ["Model", `${document.lineage.model.name} ${document.lineage.model.version}`],
          ["Engine", engine ? `${engine.rung}, ONNX Runtime ${engine.onnxRuntimeVersion}` : "none"],
          ["Not taken", engine?.refusedRungs.map((rung) => `${rung.rung}: ${rung.reason}`).join("; ")],
          ["Time", duration(document.timings.totalMs)],
          ["Inputs", plural(document.lineage.inputs.length, "object", "objects")],
          ["Objects made", document.objects.map((one) => ({ sr: "report", seg: "segmentation", sc: "picture" }[one.kind] ?? one.kind)).join(", ")],
          ["Result", uid(unit.unit.resultId)],
        ]) : null)),
    unit.sent.length > 0 ? table("What goes out", ["Receiver", "State", "Remark", ""], unit.sent.map((row) => delivery(row, reload)), "") : null,
  ];
}

function unitCard(unit, reload) {
  const name = unit.unit.model ?? unit.unit.modality ?? "Series";
  return h("section", { class: "card", "aria-label": name },
    h("div", { class: "head" },
      h("h2", {}, unitBadge(unit.unit), " ", name, unit.unit.revision > 1 ? ` (revision ${unit.unit.revision})` : ""),
      may("technician") && unit.jobId !== null ? h("div", { class: "actions no-print" },
        ["quarantined", "cancelled", "queued"].includes(unit.unit.state) || unit.unit.outcome === "failed"
          ? h("button", { class: "secondary", onclick: () => doing(() => act("POST", `page/jobs/${unit.jobId}/retry`), reload) }, "Try again") : null,
        ["queued", "running"].includes(unit.unit.state)
          ? h("button", { class: "secondary", onclick: () => doing(() => act("POST", `page/jobs/${unit.jobId}/cancel`), reload) }, "Cancel") : null) : null),
    h("p", { class: "quiet" }, [unit.unit.kind === "instance" ? "one object" : "a series", unit.unit.modality, unit.unit.route ? `route ${unit.unit.route}` : null].filter(Boolean).join(" · ")),
    result(unit, reload));
}

function explained(explanation) {
  return explanation.units.map((unit) => h("div", { class: "explained" },
    h("p", {}, h("strong", {}, unit.reason)),
    unit.routes.length === 0 ? null : table("Rules in the order tried", ["Route", "Model", "Rule", "Holds"], unit.routes.flatMap((route) => route.predicates.map((rule, index) => h("tr", {},
      h("td", {}, index === 0 ? route.route : ""), h("td", {}, index === 0 ? route.model : ""), h("td", {}, rule.predicate), h("td", {}, rule.held ? badge("yes", "good") : badge("no", "idle"))))), "No rule.")));
}

function patient(view, reload) {
  if (!may("technician")) {
    return h("p", { class: "quiet" }, "Whose study it is, a technician may ask.");
  }

  return asked.patient
    ? [asked.patient.differs
      ? h("p", {}, badge("not sure", "bad"), " Stored contents of this study name different patients. Ask at the scanner; edgectl inbox conflicts shows what differs.") : null,
    facts([["Name", asked.patient.name ?? "none"], ["Patient ID", asked.patient.id ?? "none"], ["Born", asked.patient.birthDate], ["Sex", asked.patient.sex],
      ["Study", asked.patient.studyDescription], ["Accession", asked.patient.accessionNumber], ["Study date", asked.patient.studyDate]])]
    : h("p", {}, h("button", { class: "secondary", onclick: () => doing(async () => {
      const { user } = asked;
      keep(view, user, { patient: await act("POST", `page/studies/${encodeURIComponent(view)}/patient`) });
    }, reload) }, icon("eye"), "Show whose study it is"), " ", h("span", { class: "quiet" }, "Asking is written into the audit log with your name."));
}

export const study = {
  under: "studies",
  title: () => "Study",
  load: (argument, read) => read(`page/studies/${encodeURIComponent(argument)}`),
  render({ data, argument, reload }) {
    if (!isOf(argument)) {
      asked = { ...NOTHING, uid: argument, user: current().user };
    }

    const back = h("p", { class: "no-print" }, h("a", { href: "#/studies" }, "← All studies"));
    if (!data || data.trouble) {
      return [back, h("h1", {}, "Study"), empty(data?.trouble ?? "Reading…")];
    }

    const { study: line } = data;
    const name = encodeURIComponent(line.uid);
    return [
      back,
      h("div", { class: "head" },
        h("div", {}, h("h1", {}, "Study ", studyBadge(line.state)), uid(line.uid)),
        h("div", { class: "actions no-print" },
          may("technician") && line.state === "receiving"
            ? h("button", { class: "primary", onclick: () => doing(() => act("POST", `page/studies/${name}/complete`), reload) }, "It is complete: work on it now") : null)),
      h("div", { class: "columns" },
        h("div", { class: "stack wide" },
          data.units.length > 0 ? data.units.map((unit) => unitCard(unit, reload)) : card("Work", {}, empty(line.state === "receiving" ? "It waits until the study is complete." : "Nothing to run yet.")),
          h("details", { class: "card", ontoggle: (event) => {
            if (event.target.open && !asked.route) {
              const { user } = asked;
              doing(async () => keep(argument, user, { route: await get(`page/studies/${name}/route`) }), reload);
            }
          } }, h("summary", {}, "Why it goes where it goes"), asked.route ? explained(asked.route) : empty("Reading…"))),
        h("div", { class: "stack" },
          card("Patient", {}, patient(line.uid, reload)),
          card("What happened", {}, timeline(data.timeline)),
          card("Objects", {}, facts([["From", line.from], ["Objects", number(line.instances)], ["Size", bytes(data.bytes)], ["First", timeOf(line.firstReceivedAt)], ["Last", timeOf(line.lastReceivedAt)]]),
            h("ul", { class: "lines" }, data.series.map((one) => h("li", {}, h("strong", {}, one.modality ?? "?"), " ", plural(one.instances, "object", "objects"), ", ", bytes(one.bytes),
              one.flagged > 0 ? [" ", badge(`${one.flagged} need attention`, "warn")] : null, h("div", {}, uid(one.uid)))))))),
    ];
  },
};
