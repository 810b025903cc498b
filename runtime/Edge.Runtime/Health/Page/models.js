import { act, may } from "./api.js";
import { badge, card, empty, facts, h, table, uid } from "./dom.js";
import { bars } from "./charts.js";
import { doing } from "./notice.js";
import { duration, number, timeOf } from "./words.js";

const RUNGS = { serves: "good", built: "good", building: "run", waiting: "info", refused: "warn", aborted: "warn", quarantined: "bad" };

const UPDATES = { committed: "good", rejected: "bad", quarantined: "bad", "rolled-back": "warn", "rolling-back": "warn", cancelled: "idle" };

function engines(view) {
  return table("Engines", ["Engine", "State", "Test", "Why"], (view.engine?.rungs ?? []).map((rung) => h("tr", {},
    h("td", {}, rung.rung), h("td", {}, badge(rung.state, RUNGS[rung.state] ?? "idle")),
    h("td", {}, golden(rung)), h("td", { class: "quiet" }, rung.reason ?? (rung.elapsedSeconds ? `for ${duration(rung.elapsedSeconds * 1000)}` : "")))), "Not looked at yet.");
}

// Golden cases are the last gate: an engine that serves has passed them.
const golden = (rung) => ["serves", "built"].includes(rung.state) ? badge("golden cases passed", "good") : rung.stage ? `at ${rung.stage}` : "";

function modelCard(model, reload) {
  const { view } = model;
  return h("section", { class: "card", "aria-label": model.model },
    h("div", { class: "head" },
      h("h2", {}, view ? (view.problem ? badge("cannot serve", "bad") : badge("serves", "good")) : badge("not installed", "idle"), " ", model.model, " ", view?.activeVersion ?? ""),
      may("technician") && view?.engine ? h("div", { class: "actions" },
        h("button", { class: "secondary", onclick: () => doing(() => act("POST", `page/models/${encodeURIComponent(model.model)}/retry`), reload) }, "Try its engines again")) : null),
    view?.title ? h("p", { class: "quiet" }, view.title) : null,
    view?.problem ? h("p", {}, view.problem) : null,
    model.update ? h("p", {}, badge(`update to ${model.update.toVersion}: ${model.update.state}`, UPDATES[model.update.state] ?? "run"), " ", model.update.reason) : null,
    h("div", { class: "charts" },
      h("figure", { class: "chart" }, h("figcaption", {}, "How long runs took"),
        model.latencyMs.length > 0 ? bars("How long runs took", model.latencyMs.map((bin) => ({ label: bin.upToMs === null ? "more" : `≤ ${duration(bin.upToMs)}`, value: bin.count }))) : empty("No runs yet."),
        model.medianMs === null ? null : h("p", { class: "quiet" }, `Half took at most ${duration(model.medianMs)}, 95 % at most ${duration(model.p95Ms)}.`)),
      model.scores.map((score) => h("figure", { class: "chart" }, h("figcaption", {}, `Scores: ${score.label}`),
        bars(`Scores of ${score.label}`, score.counts.map((value, index) => ({
          label: (index / 10).toFixed(1), value, strong: score.operatingPoint !== null && (index + 1) / 10 > score.operatingPoint,
        }))),
        score.operatingPoint === null ? null : h("p", { class: "quiet" }, `Present from ${score.operatingPoint} on: the darker bars.`)))),
    facts([["Results looked at", number(model.results)], ["Ran", number(model.completed)], ["Not applicable", number(model.notApplicable)], ["Failed", number(model.failed)], ["Release", view?.digest ? uid(view.digest.slice(0, 16)) : null]]),
    view ? engines(view) : null,
    h("h3", {}, "Releases that made these results"),
    table("Releases", ["Version", { text: "Results", class: "number" }, "Last"], model.versions.map((one) => h("tr", {},
      h("td", {}, one.version), h("td", { class: "number" }, number(one.results)), h("td", {}, timeOf(one.lastAt)))), "None yet."),
    view && may("technician") ? h("details", {}, h("summary", {}, "Roll back to the release before"),
      h("p", {}, "Takes back a release that is on probation, or calls off one that does not serve yet. The update agent alone changes which release is active; it takes a bad one back by itself."),
      h("div", { class: "actions" }, h("button", { class: "secondary", onclick: () => {
        if (confirm(`Take back the release of ${model.model} that is under way? Studies then run on the release before.`)) {
          doing(() => act("POST", `page/models/${encodeURIComponent(model.model)}/roll-back`), reload);
        }
      } }, "Roll back"))) : null);
}

export const models = {
  nav: "Models",
  title: () => "Models",
  load: (_, get) => get("page/models"),
  render({ data, reload }) {
    return [h("h1", {}, "Models"),
      !data ? empty("Reading…") : data.trouble ? empty(data.trouble)
        : data.length === 0 ? card("No model", {}, empty("There is no model in the store. docs/operation.md says how one is installed."))
          : h("div", { class: "stack" }, data.map((model) => modelCard(model, reload)))];
  },
};
