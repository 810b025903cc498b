"use strict";

// Renders the snapshots that /events sends. Whatever they hold is shown as text: nothing is ever parsed as HTML.

const SILENCE_MS = 35_000;
const RETRY_MS = 3_000;

const byId = (id) => document.getElementById(id);

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) {
      made.setAttribute(key, value);
    }
  }

  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const cell = (content, attributes) => element("td", attributes, content ?? "");
const badge = (text, kind) => element("span", { class: `badge ${kind}` }, text);
const uid = (value) => element("span", { class: "uid" }, value ?? "");

const two = (number) => String(number).padStart(2, "0");

// ISO 8601 with 24 hours, in the time zone of who looks, whatever the browser's language.
function written(at) {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

function timeOf(iso) {
  const at = new Date(iso);
  const today = new Date().toDateString() === at.toDateString();
  return element("time", { datetime: iso, title: at.toISOString() }, today ? written(at).slice(11) : written(at));
}

function fill(id, rows, columns, nothing) {
  byId(id).replaceChildren(...(rows.length > 0 ? rows : [element("tr", {}, cell(nothing, { class: "empty", colspan: columns }))]));
}

const BANNERS = {
  ok: ["✓", "Working"],
  degraded: ["!", "Needs attention"],
  failing: ["✕", "Not working"],
  lost: ["?", "No connection"],
};

function showBanner(kind, detail) {
  const [mark, title] = BANNERS[kind];
  byId("banner").className = `banner ${kind}`;
  byId("banner-mark").textContent = mark;
  byId("banner-title").textContent = title;
  byId("banner-detail").textContent = detail;
  document.title = `${title} – Edge`;
}

function describe(state) {
  const faults = state.health.faults;
  if (faults.length > 0) {
    const worst = faults.find((fault) => fault.severity === "error") ?? faults[0];
    return faults.length === 1 ? worst.title : `${worst.title} (and ${faults.length - 1} more)`;
  }

  const last = state.studies[0]?.lastReceivedAt;
  return last ? `Last object received ${written(new Date(last))}` : "Ready; nothing has been received yet";
}

const UNIT_KINDS = { completed: "good", "not-applicable": "warn", failed: "bad" };
const STATE_KINDS = { done: "good", running: "info", leased: "info", queued: "info", receiving: "info", complete: "good", quarantined: "bad", "no-model": "warn", waiting: "warn" };

function unitItem(unit) {
  const word = unit.outcome ?? unit.state;
  return element("li", {},
    badge(word.replaceAll("-", " "), UNIT_KINDS[unit.outcome] ?? STATE_KINDS[unit.state] ?? ""), " ",
    unit.model ? element("strong", {}, unit.model) : null, " ",
    unit.found ? element("span", { class: "found" }, unit.found) : null, " ",
    element("span", { class: "reason" },
      [unit.modality, unit.revision > 1 ? `revision ${unit.revision}` : null, unit.reason].filter(Boolean).join(" · ")));
}

function studyRow(study) {
  const units = study.units.length > 0
    ? element("ul", { class: "units" }, ...study.units.map(unitItem))
    : element("span", { class: "reason" }, study.state === "receiving" ? "waits until the study is complete" : "nothing to run yet");
  return element("tr", {},
    cell(uid(study.studyInstanceUid)),
    element("td", {}, badge(study.state, STATE_KINDS[study.state] ?? ""), " ", element("span", { class: "reason" }, study.completeReason ?? "")),
    cell(study.callingAe),
    cell(study.instances.toLocaleString(), { class: "number" }),
    cell(timeOf(study.lastReceivedAt)),
    cell(units));
}

function jobRow(job) {
  return element("tr", {},
    cell(String(job.jobId), { class: "number" }),
    cell(badge(job.state, STATE_KINDS[job.state] ?? "")),
    cell(`${job.model} ${job.modelVersion}`),
    cell(uid(job.studyInstanceUid)),
    cell(String(job.attempts), { class: "number" }),
    cell(timeOf(job.createdAt)),
    cell(job.reason, { class: "reason" }));
}

function modelRow(model) {
  return element("tr", {},
    cell(model.name),
    cell(model.activeVersion ?? "none"),
    cell(model.title),
    cell(uid(model.digest ? model.digest.slice(0, 16) : ""), { title: model.digest }),
    cell(model.engine?.inWords ?? "", { class: "reason" }),
    cell(model.problem ? badge("no", "bad") : badge("yes", "good"), { title: model.problem }));
}

function errorRow(error) {
  return element("tr", {}, cell(timeOf(error.at)), cell(error.slice), cell(error.message, { class: "reason" }));
}

function faultItem(fault) {
  return element("li", { class: fault.severity },
    element("strong", {}, fault.title),
    element("div", {}, fault.detail),
    element("div", { class: "do" }, fault.action),
    element("small", {}, `${fault.code}, since `, timeOf(fault.since)));
}

const TILES = [
  ["instances", "objects stored"],
  ["studies-receiving", "studies arriving"],
  ["jobs-queued", "jobs waiting"],
  ["jobs-leased", "jobs running"],
  ["jobs-done", "jobs done"],
  ["jobs-quarantined", "jobs quarantined"],
  ["instances-flagged", "objects not routed"],
  ["outbox-waiting", "waiting to be sent"],
];

function tile(label, value, alarm) {
  return element("div", alarm ? { class: "alarm" } : {}, element("dt", {}, label), element("dd", {}, value));
}

function showNumbers(health) {
  const tiles = TILES.map(([name, label]) =>
    tile(label, (health.counts[name] ?? 0).toLocaleString(), name === "jobs-quarantined" && health.counts[name] > 0));
  const free = health.freeDiskMiB;
  tiles.push(tile("free on disk", free >= 10240 ? `${Math.round(free / 1024).toLocaleString()} GiB` : `${free.toLocaleString()} MiB`));
  byId("numbers").replaceChildren(...tiles);
}

function show(state) {
  showBanner(state.health.status, describe(state));
  byId("faults-section").hidden = state.health.faults.length === 0;
  byId("faults").replaceChildren(...state.health.faults.map(faultItem));
  showNumbers(state.health);
  fill("studies", state.studies.map(studyRow), 6, "No study has been received yet.");
  fill("jobs", state.jobs.map(jobRow), 7, "No job yet: a complete study whose attributes match a route makes one.");
  fill("models", state.health.models.map(modelRow), 5, "There is no model in the store.");
  fill("errors", state.health.recentErrors.map(errorRow), 3, "None since the start.");
  const ports = state.health.dicomPorts.join(", ");
  byId("about").textContent = `${state.device.site} / ${state.device.id} (${state.device.kind}) · version ${state.health.version} · DICOM port ${ports} · `
    + `running since ${written(new Date(state.health.startedAt))}`;
}

let source = null;
let heardAt = 0;

function lost() {
  showBanner("lost", "The appliance does not answer. Check that it is switched on and that edge-runtime runs; this page comes back by itself.");
}

function connect() {
  source?.close();
  heardAt = Date.now();
  source = new EventSource("events");
  source.addEventListener("state", (event) => {
    heardAt = Date.now();
    show(JSON.parse(event.data));
  });
  source.addEventListener("beat", () => { heardAt = Date.now(); });
  source.addEventListener("error", () => {
    lost();
    if (source.readyState === EventSource.CLOSED) {
      setTimeout(connect, RETRY_MS);
    }
  });
}

// A machine that slept keeps a connection that is none.
setInterval(() => {
  if (Date.now() - heardAt > SILENCE_MS) {
    lost();
    connect();
  }
}, RETRY_MS);

connect();
