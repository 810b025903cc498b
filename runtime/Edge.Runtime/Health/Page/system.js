import { act, may } from "./api.js";
import { card, empty, facts, h } from "./dom.js";
import { line } from "./charts.js";
import { doing, notify } from "./notice.js";
import { bytes, number, plural } from "./words.js";

const MIB = 1024 * 1024;
const share = (value) => value === null ? null : value * 100;

const takeBundle = () => doing(async () => {
  const bundle = await act("POST", "page/system/support-bundle");
  const link = h("a", { href: URL.createObjectURL(bundle), download: "edge-support.zip" });
  link.click();
  URL.revokeObjectURL(link.href);
  notify("The support bundle is with your downloads.");
});

export const system = {
  nav: "System",
  title: () => "System",
  freshMs: 60_000,
  load: (_, get) => get("page/system"),
  render({ data }) {
    if (!data || data.trouble) {
      return [h("h1", {}, "System"), empty(data?.trouble ?? "Reading…")];
    }

    const from = new Date(data.from).getTime();
    const to = new Date(data.to).getTime();
    const chart = (title, value, more) => line(title, data.samples.map((sample) => ({ at: new Date(sample.at).getTime(), value: value(sample) })), { from, to, ...more });
    return [
      h("h1", {}, "System"),
      h("p", { class: "quiet" }, "The last day, one point a minute, since the appliance was started."),
      h("div", { class: "charts" },
        chart("Free on disk", (one) => one.freeDiskMiB === null ? null : one.freeDiskMiB / 1024, { unit: "GiB", digits: 1 }),
        chart("Memory in use", (one) => share(one.memoryUsedShare), { unit: "%", ceiling: 100 }),
        chart("Processor", (one) => share(one.processorShare), { unit: "%", ceiling: 100 }),
        chart("Temperature", (one) => one.temperatureC, { unit: "°C", floor: 0, digits: 0 }),
        chart("Power", (one) => one.powerW, { unit: "W", digits: 1 }),
        chart("GPU", (one) => share(one.gpuShare), { unit: "%", ceiling: 100 }),
        chart("Jobs waiting", (one) => one.jobsWaiting, { unit: "", ceiling: 1 }),
        chart("To be delivered", (one) => one.outboxWaiting, { unit: "", ceiling: 1 }),
        chart("Studies arriving", (one) => one.studiesReceiving, { unit: "", ceiling: 1 }),
        chart("Memory of edge-runtime", (one) => one.runtimeMiB, { unit: "MiB" })),
      card("Machine", {}, facts([["Cores", number(data.cores)], ["Memory", data.memoryMiB === null ? "unknown" : bytes(data.memoryMiB * MIB)],
        ["Disk with the data directory", data.diskMiB === null ? "unknown" : bytes(data.diskMiB * MIB)], ["Points", plural(data.samples.length, "minute", "minutes")]])),
      may("technician") ? card("Support", {},
        h("p", {}, "Log, configuration without secrets, faults and versions as a ZIP file. No patient data is in it, and UIDs are replaced."),
        h("div", { class: "actions" }, h("button", { class: "secondary", onclick: takeBundle }, "Download support bundle"))) : null,
    ];
  },
};
