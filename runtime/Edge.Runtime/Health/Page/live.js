// The appliance live: one snapshot at a time, at most one a second. A machine that slept keeps a connection that is none, so silence counts as one that was lost.

const SILENCE_MS = 40_000;
const RETRY_MS = 5_000;

let source = null;
let heardAt = 0;
let watching = false;
let onState = () => {};
let onLost = () => {};

function connect() {
  source?.close();
  heardAt = Date.now();
  source = new EventSource("events");
  source.addEventListener("state", (event) => {
    heardAt = Date.now();
    onState(JSON.parse(event.data));
  });
  source.addEventListener("beat", () => { heardAt = Date.now(); });
  source.addEventListener("error", () => {
    onLost();
    if (source.readyState === EventSource.CLOSED && watching) {
      source = null;
      setTimeout(() => { if (watching && source === null) { connect(); } }, RETRY_MS);
    }
  });
}

export function watch(state, lost) {
  onState = state;
  onLost = lost;
  watching = true;
  connect();
}

export function stop() {
  watching = false;
  source?.close();
  source = null;
}

setInterval(() => {
  if (watching && Date.now() - heardAt > SILENCE_MS) {
    onLost();
    connect();
  }
}, RETRY_MS);

document.addEventListener("visibilitychange", () => {
  if (watching && document.visibilityState === "visible" && (source === null || source.readyState !== EventSource.OPEN)) {
    connect();
  }
});
