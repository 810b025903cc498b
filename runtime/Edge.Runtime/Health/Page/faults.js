import { badge, empty, h, icon } from "./dom.js";
import { ago, timeOf } from "./words.js";

export const faultCard = (fault) => h("li", { class: `fault ${fault.severity}`, "data-key": fault.code },
  h("div", { class: "fault-mark" }, icon(fault.severity === "error" ? "bad" : "warn")),
  h("div", {},
    h("h3", {}, fault.title, " ", badge(fault.severity === "error" ? "does not work" : "needs attention", fault.severity === "error" ? "bad" : "warn")),
    h("p", {}, fault.detail),
    fault.meaning ? h("p", { class: "quiet" }, fault.meaning) : null,
    h("p", { class: "todo" }, h("strong", {}, "What to do: "), fault.action),
    h("p", { class: "quiet" }, h("code", {}, fault.code), " since ", timeOf(fault.since), ", ", ago(fault.since))));

export const faults = {
  nav: "Faults",
  title: () => "Faults",
  render({ state }) {
    const raised = state?.health.faults ?? [];
    return [
      h("div", { class: "head" }, h("h1", {}, "Faults"),
        h("div", { class: "actions no-print" }, h("button", { class: "secondary", onclick: () => print() }, icon("print"), "Print this report"))),
      h("p", { class: "print-only" }, state ? `${state.device.site} / ${state.device.id} (${state.device.kind}), version ${state.health.version}, printed ${new Date().toISOString()}` : ""),
      raised.length > 0 ? h("ul", { class: "faults" }, raised.map(faultCard)) : empty("Nothing is wrong. A fault appears here for as long as it lasts, and says what to do."),
      h("h2", {}, "Errors in the log"),
      (state?.health.recentErrors.length ?? 0) > 0
        ? h("ul", { class: "errors" }, state.health.recentErrors.map((error) => h("li", {}, timeOf(error.at), " ", badge(error.slice, "idle"), " ", h("span", {}, error.message))))
        : empty("None since the start."),
    ];
  },
};
