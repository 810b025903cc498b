import { current } from "./api.js";
import { badge, card, empty, h, icon } from "./dom.js";
import { faultCard } from "./faults.js";
import { studyBadge, unitLine } from "./unit.js";
import { sentenceOf, VERDICTS, verdictOf } from "./verdict.js";
import { ago, bytes, number, plural, timeOf, written } from "./words.js";

function stage(name, mark, value, unit, note, kind) {
  return h("li", { class: `stage ${kind}` },
    h("span", { class: "stage-name" }, icon(mark), name),
    h("span", { class: "stage-value" }, h("strong", {}, value), " ", h("span", {}, unit)),
    h("span", { class: "stage-note" }, icon(kind === "good" ? "ok" : kind), h("span", {}, note)));
}

const has = (state, ...codes) => state.health.faults.some((fault) => codes.some((code) => fault.code.startsWith(code)));

// The four steps of every study, each with what waits there and whether it moves.
function stages(state) {
  const count = (name) => state.health.counts[name] ?? 0;
  const receiving = count("studies-receiving");
  const working = count("jobs-leased");
  const queued = count("jobs-queued");
  const unsent = count("outbox-waiting") + count("outbox-stored");
  const ports = state.health.dicomPorts;
  const refused = has(state, "disk-full", "disk-failing") || ports.length === 0;
  const stuck = has(state, "inference-down");
  const unreached = has(state, "pacs-", "broker-", "results-unread");
  return h("ol", { class: "stages", "aria-label": "The way of a study" },
    stage("Receive", "receive", number(receiving), receiving === 1 ? "study arriving" : "studies arriving",
      refused ? "objects are refused" : `listening on port ${ports.join(", ")}`, refused ? "bad" : "good"),
    stage("Wait", "wait", number(queued), queued === 1 ? "job waiting" : "jobs waiting",
      count("jobs-quarantined") > 0 ? `${plural(count("jobs-quarantined"), "job", "jobs")} set aside` : "none set aside", count("jobs-quarantined") > 0 ? "warn" : "good"),
    stage("Run", "run", number(working), working === 1 ? "job running" : "jobs running",
      stuck ? "models cannot run" : `${number(count("jobs-done"))} done`, stuck ? "bad" : "good"),
    stage("Send", "send", number(unsent), "to be delivered",
      unreached ? "a receiver does not take them" : count("outbox-set-aside") > 0 ? `${number(count("outbox-set-aside"))} set aside` : "all receivers take them",
      unreached || count("outbox-set-aside") > 0 ? "warn" : "good"));
}

const studyItem = (study) => h("li", { "data-key": study.uid },
  h("a", { class: "study-link", href: `#/studies/${encodeURIComponent(study.uid)}` },
    h("span", { class: "study-top" }, studyBadge(study.state), h("span", { class: "from" }, study.from), h("span", { class: "quiet" }, plural(study.instances, "object", "objects")),
      h("span", { class: "grow" }), h("span", { class: "quiet" }, timeOf(study.lastReceivedAt)))),
  h("ul", { class: "units" }, study.units.map(unitLine), study.unitCount > study.units.length ? h("li", { class: "quiet" }, `and ${number(study.unitCount - study.units.length)} more`) : null));

export const overview = {
  nav: "Overview",
  title: () => "Overview",
  render({ state, link }) {
    // That nothing is heard the bar says; what was heard last stays.
    const trouble = link === "full" ? link : null;
    const verdict = verdictOf(state, trouble);
    const [kind, title] = VERDICTS[verdict];
    const hero = h("section", { class: `hero ${kind}`, "aria-label": "Is it working" },
      h("div", { class: "hero-mark" }, icon(kind)),
      h("div", {}, h("h1", {}, title), h("p", {}, sentenceOf(state, trouble))));
    if (state === null) {
      return [hero];
    }

    const health = state.health;
    return [
      hero,
      current().hasUsers ? null : h("p", { class: "card note" }, "This page asks for no password yet, so only this machine can see it. On the appliance: ",
        h("code", {}, "edgectl user add NAME --role administrator")),
      health.faults.length > 0 ? h("section", { "aria-label": "What is wrong, and what to do" }, h("h2", {}, "What is wrong, and what to do"),
        h("ul", { class: "faults" }, health.faults.map(faultCard))) : null,
      stages(state),
      h("div", { class: "columns" },
        card("Latest studies", { class: "card wide" },
          state.studies.length > 0 ? h("ul", { class: "study-list" }, state.studies.map(studyItem)) : empty("No study has been received yet. Point a scanner at this appliance."),
          h("p", {}, h("a", { href: "#/studies" }, "All studies"))),
        h("div", { class: "stack" },
          card("Models", {}, health.models.length > 0
            ? h("ul", { class: "lines" }, health.models.map((model) => h("li", {},
              model.problem ? badge("cannot serve", "bad") : badge("serves", "good"), " ", h("strong", {}, model.name), " ", model.activeVersion ?? "",
              h("div", { class: "quiet" }, model.problem ?? model.engine?.inWords ?? ""))))
            : empty("There is no model in the store.")),
          card("Appliance", {}, h("dl", { class: "facts" },
            h("div", {}, h("dt", {}, "Objects stored"), h("dd", {}, number(health.counts.instances ?? 0))),
            h("div", {}, h("dt", {}, "Free on disk"), h("dd", {}, bytes(health.freeDiskMiB * 1024 * 1024))),
            h("div", {}, h("dt", {}, "Running"), h("dd", {}, `since ${written(new Date(health.startedAt))}, ${ago(health.startedAt).replace(" ago", "")}`)),
            h("div", {}, h("dt", {}, "Version"), h("dd", {}, health.version)))))),
    ];
  },
};
