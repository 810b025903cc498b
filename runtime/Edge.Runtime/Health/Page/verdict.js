// "Is it working", in one word.
import { written } from "./words.js";

export const VERDICTS = {
  ok: ["ok", "Working", "Working"],
  degraded: ["warn", "Needs attention", "Needs attention"],
  failing: ["bad", "Not working", "Not working"],
  lost: ["lost", "No connection", "No connection"],
  full: ["wait", "Not live", "Not live"],
  waiting: ["wait", "Connecting", "Connecting"],
};

// What is wrong with the connection, "lost" or "full", goes first; null: nothing.
export const verdictOf = (state, link) => link ?? state?.health.status ?? "waiting";

export function sentenceOf(state, link) {
  if (link === "lost") {
    return "The appliance does not answer. Check that it is switched on and that edge-runtime runs; this page comes back by itself.";
  }

  if (link === "full") {
    return "As many pages as may watch the appliance do so. This one is read again every half minute; close those that nobody looks at.";
  }

  if (!state) {
    return "Waiting for the appliance.";
  }

  const faults = state.health.faults;
  if (faults.length > 0) {
    const worst = faults.find((fault) => fault.severity === "error") ?? faults[0];
    return faults.length === 1 ? worst.title : `${worst.title} – and ${faults.length - 1} more`;
  }

  const last = state.studies[0]?.lastReceivedAt;
  return last ? `Last object received ${written(new Date(last))}` : "Ready. Nothing has been received yet.";
}
