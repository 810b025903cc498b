// What the page asks of the appliance. Everything that acts carries the token of the sign-in besides its cookie.

export class Refused extends Error {
  constructor(status, message, problems) {
    super(message);
    this.status = status;
    this.problems = problems;
  }
}

let session = { hasUsers: false, user: null, role: null, actionToken: null, device: null };
let signedOut = () => {};

const ROLES = ["viewer", "technician", "administrator"];

export const current = () => session;
export const may = (role) => session.user !== null && ROLES.indexOf(session.role) >= ROLES.indexOf(role);
export const onSignedOut = (handler) => { signedOut = handler; };

async function ask(method, path, body, quiet) {
  const headers = {};
  if (quiet) {
    headers["X-Edge-Quiet"] = "1";
  }

  if (method !== "GET" && session.actionToken) {
    headers["X-Edge-Action"] = session.actionToken;
  }

  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
  }

  let response;
  try {
    response = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), credentials: "same-origin", cache: "no-store" });
  } catch {
    throw new Refused(0, "The appliance does not answer.");
  }

  if (response.ok) {
    return response.headers.get("Content-Type")?.startsWith("application/zip") ? response.blob() : response.json();
  }

  let why = `The appliance answered ${response.status}.`;
  let problems;
  try {
    const answer = await response.json();
    why = answer.error ?? why;
    ({ problems } = answer);
  } catch {
    // No words came with it.
  }

  if (response.status === 401 && path !== "page/session") {
    signedOut();
  }

  throw new Refused(response.status, why, problems);
}

export const get = (path, quiet = false) => ask("GET", path, undefined, quiet);
export const act = (method, path, body) => ask(method, path, body, false);

export async function readSession() {
  session = await ask("GET", "page/session", undefined, true);
  return session;
}

export async function signIn(name, password) {
  session = await ask("POST", "page/session", { name, password }, false);
  return session;
}

export async function changePassword(before, after) {
  session = await ask("POST", "page/password", { old: before, new: after }, false);
  return session;
}

export async function signOut() {
  await ask("DELETE", "page/session", undefined, false);
  session = { hasUsers: true, user: null, role: null, actionToken: null, device: null };
}
