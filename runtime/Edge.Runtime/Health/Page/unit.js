// What became of a unit of work, as a badge and a sentence.
import { badge, h } from "./dom.js";

const STATES = {
  done: ["done", "good"],
  running: ["running", "run"],
  queued: ["waiting", "info"],
  waiting: ["waits for its model", "warn"],
  "no-model": ["no model", "idle"],
  quarantined: ["set aside", "bad"],
  cancelled: ["cancelled", "idle"],
  held: ["held", "warn"],
};

const OUTCOMES = {
  completed: ["done", "good"],
  "not-applicable": ["not applicable", "warn"],
  failed: ["failed", "bad"],
};

export function unitBadge(unit) {
  const [word, kind] = (unit.state === "done" && OUTCOMES[unit.outcome]) || STATES[unit.state] || [unit.state, "idle"];
  return badge(word, kind);
}

export function unitLine(unit) {
  return h("li", {},
    unitBadge(unit), " ",
    unit.model ? h("strong", {}, unit.model) : h("strong", {}, unit.modality ?? "series"), " ",
    unit.found ? h("span", { class: "found" }, unit.found) : null, " ",
    h("span", { class: "quiet" }, [unit.revision > 1 ? `revision ${unit.revision}` : null, unit.reason].filter(Boolean).join(" · ")));
}

export const STUDY_STATES = { receiving: ["arriving", "run"], routing: ["being divided", "info"], complete: ["complete", "good"], removed: ["removed", "idle"] };

export function studyBadge(state) {
  const [word, kind] = STUDY_STATES[state] ?? [state, "idle"];
  return badge(word, kind);
}
