// Every view: its name in the navigation, its title, what it reads and how it shows it.
import { account } from "./signin.js";
import { audit } from "./audit.js";
import { connections } from "./connections.js";
import { faults } from "./faults.js";
import { models } from "./models.js";
import { settings } from "./settings.js";
import { settingsEdit } from "./settingsedit.js";
import { system } from "./system.js";
import { overview } from "./overview.js";
import { studies } from "./studies.js";
import { study } from "./study.js";

const eitherStudy = {
  ...studies,
  title: (argument) => argument ? study.title() : studies.title(),
  load: (argument, get) => argument ? study.load(argument, get) : studies.load(argument, get),
  render: (shown) => shown.argument ? study.render(shown) : studies.render(shown),
};

const eitherSettings = {
  ...settings,
  load: (argument, get) => argument === "change" ? settingsEdit.load(argument, get) : settings.load(argument, get),
  render: (shown) => shown.argument === "change" ? settingsEdit.render(shown) : settings.render(shown),
};

export const VIEWS = { overview, studies: eitherStudy, models, connections, system, faults, audit, settings: eitherSettings, account };
