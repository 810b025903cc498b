// The appliance live: one snapshot at a time, at most one a second. A machine that slept keeps a connection that is none, so silence counts as one that was lost. What nobody sees
// does not watch: a browser has few connections.

const SILENCE_MS = 40_000;
const RETRY_MS = 5_000;

let source = null;
let heardAt = 0;
let watching = false;
let onState = () => {};
let onLost = () => {};
let onFull = () => {};
let full = false;

function disconnect() {
  source?.close();
  source = null;
}

function connect() {
  disconnect();
  if (document.hidden) {
    return;
  }

  heardAt = Date.now();
  source = new EventSource("events");
  source.addEventListener("state", (event) => {
    heardAt = Date.now();
    full = false;
    onState(JSON.parse(event.data));
  });
  source.addEventListener("beat", () => { heardAt = Date.now(); });
  source.addEventListener("full", () => {
    heardAt = Date.now();
    full = true;
    onFull();
  });
  source.addEventListener("error", () => {
    // The end that follows: the browser comes again by itself.
    if (full && source.readyState === EventSource.CONNECTING) {
      return;
    }

    onLost();
    if (source.readyState === EventSource.CLOSED && watching) {
      source = null;
      setTimeout(() => { if (watching && source === null) { connect(); } }, RETRY_MS);
    }
  });
}

export function watch(state, lost, crowded) {
  onState = state;
  onLost = lost;
  onFull = crowded;
  watching = true;
  connect();
}

export function stop() {
  watching = false;
  full = false;
  disconnect();
}

setInterval(() => {
  if (watching && !document.hidden && Date.now() - heardAt > SILENCE_MS) {
    onLost();
    connect();
  }
}, RETRY_MS);

document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    disconnect();
  } else if (watching && (source === null || source.readyState !== EventSource.OPEN)) {
    connect();
  }
});
