// Settings that an administrator sets: forms, saving, and the versions before.
import { act, get } from "./api.js";
import { badge, card, empty, h, table } from "./dom.js";
import { doing, notify } from "./notice.js";
import { begin, current, drop, isTouched } from "./settingsdraft.js";
import { archives, broker, routes, senders } from "./settingsforms.js";
import { timeOf } from "./words.js";

let looked = null;

async function save(reload) {
  const { version, sections, touched, broken } = current();
  if (broken.size > 0) {
    notify("Nothing was saved: correct what is marked first.", true);
    await reload();
    return;
  }

  try {
    const answer = await act("POST", "page/settings/edit", { basedOn: version, sections: Object.fromEntries([...touched].map((path) => [path, sections[path]])) });
    drop();
    notify(answer.done);
  } catch (refused) {
    current().problems = refused.problems ?? [];
    notify(refused.message, true);
  }

  await reload();
}

function restore(version, reload) {
  if (confirm(version === 0 ? "Use the configuration file alone, without what was set on the page?" : `Use the settings of version ${version} again?`)) {
    const { version: basedOn } = current();
    doing(async () => {
      const answer = await act("POST", `page/settings/versions/${version}/restore`, { basedOn });
      drop();
      return answer;
    }, reload);
  }
}

const look = (version, reload) => doing(async () => {
  looked = looked?.version === version ? null : await get(`page/settings/versions/${version}`);
  return null;
}, reload);

function section(title, paths, data, form) {
  const sources = [...new Set(paths.map((path) => data.sections[path].source))];
  const isLocked = paths.some((path) => data.sections[path].isLocked);
  return card(title, { "data-key": `${current().generation} ${title}` },
    h("p", {}, "From ", sources.map((source) => badge(source, source === "file" ? "idle" : "info"))),
    isLocked
      ? [empty("The command line of the service sets this with --set, which counts more than the page. Take it out there to set it here."),
        h("pre", { tabindex: "0", "aria-label": `${title} as JSON` }, JSON.stringify(Object.fromEntries(paths.map((path) => [path, data.sections[path].value])), null, 2))]
      : form());
}

const versions = (data, reload) => card("Versions", {},
  table("Versions", ["Version", "Since", "By", "What was changed", ""], [
    ...data.versions.map((one) => h("tr", { "data-key": one.version },
      h("td", {}, one.version, one.version === data.version ? [" ", badge("in use", "good")] : null), h("td", {}, timeOf(one.changedAt)), h("td", {}, one.by), h("td", {}, one.what),
      h("td", {}, h("div", { class: "actions" },
        h("button", { class: "secondary", "aria-expanded": looked?.version === one.version ? "true" : "false", onclick: () => look(one.version, reload) }, `Look at ${one.version}`),
        one.version === data.version ? null : h("button", { class: "secondary", onclick: () => restore(one.version, reload) }, `Use ${one.version} again`))))),
    h("tr", { "data-key": 0 }, h("td", {}, data.version === 0 ? badge("in use", "good") : "–"), h("td", {}, ""), h("td", {}, ""), h("td", {}, "The configuration file alone"),
      h("td", {}, data.version === 0 ? null : h("button", { class: "secondary", onclick: () => restore(0, reload) }, "Use the file alone"))),
  ], ""),
  looked ? h("pre", { tabindex: "0", "aria-label": `Settings of version ${looked.version}` }, JSON.stringify(looked.sections, null, 2)) : null);

export const settingsEdit = {
  load: (_, read) => (read ?? get)("page/settings/edit"),
  render({ data, reload }) {
    if (!data || data.trouble) {
      return [h("h1", {}, "Change settings"), empty(data?.trouble ?? "Reading…")];
    }

    if (current() === null || (!isTouched() && current().version !== data.version)) {
      begin(data);
    }

    const elsewhere = current().problems.filter((one) => !/^(dicom\.callingAes|dicom\.networks|pacs|mqtt|routes)/.test(one.path));
    return [
      h("h1", {}, "Change settings"),
      h("p", {}, "What is saved here is checked as ", h("code", {}, "edgectl config check"), " checks a file, comes into use at once, and counts more than the configuration file. Associations that are open go on. ",
        h("a", { href: "#/settings" }, "All settings")),
      current().version !== data.version ? h("p", { class: "problem", role: "alert" }, "Somebody else has changed the settings meanwhile. Drop your change to see theirs.") : null,
      elsewhere.length > 0 ? h("ul", { class: "problem", role: "alert" }, elsewhere.map((one) => h("li", {}, `${one.path}: ${one.message}`))) : null,
      h("form", { class: "stack", onsubmit: (event) => { event.preventDefault(); save(reload); } },
        section("Scanners and other senders", ["dicom.callingAes", "dicom.networks"], data, senders),
        section("Archives", ["pacs"], data, () => archives(reload)),
        section("Broker of central operations", ["mqtt"], data, () => broker(reload)),
        section("Routes", ["routes"], data, () => routes(data.models, reload)),
        h("div", { class: "actions" },
          h("button", { class: "primary" }, "Save and use"),
          h("button", { type: "button", class: "secondary", onclick: () => { drop(); reload(); } }, "Drop what was typed"))),
      versions(data, reload),
    ];
  },
};
