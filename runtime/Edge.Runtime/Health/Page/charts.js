// Small charts, drawn as SVG. Each says in words what it shows, for who does not see it.
import { h, svg } from "./dom.js";

const WIDTH = 320;
const HEIGHT = 120;
const FOOT = 18;

export function bars(title, values) {
  const most = Math.max(1, ...values.map((one) => one.value));
  const step = WIDTH / values.length;
  const words = `${title}: ${values.filter((one) => one.value > 0).map((one) => `${one.label}: ${one.value}`).join(", ") || "nothing yet"}`;
  const every = Math.ceil(values.length / 6);
  return svg("svg", { class: "bars", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": words },
    svg("line", { class: "axis", x1: 0, x2: WIDTH, y1: HEIGHT - FOOT, y2: HEIGHT - FOOT }),
    values.map((one, index) => {
      const height = one.value === 0 ? 0 : Math.max(2, (HEIGHT - FOOT - 16) * one.value / most);
      const left = index * step;
      return svg("g", {},
        svg("rect", { class: one.strong ? "bar-strong" : "bar-value", x: left + step * 0.12, y: HEIGHT - FOOT - height, width: step * 0.76, height, rx: 2 }),
        one.value > 0 ? svg("text", { class: "bar-count", x: left + step / 2, y: HEIGHT - FOOT - height - 4, "text-anchor": "middle" }, String(one.value)) : null,
        index % every === 0 ? svg("text", { class: "bar-label", x: left + step / 2, y: HEIGHT - 5, "text-anchor": "middle" }, one.label) : null);
    }));
}

// A line over time; null in a value is a gap: not known is not nought.
export function line(title, points, { unit, from, to, floor = 0, ceiling = null, digits = 0 }) {
  const known = points.filter((point) => point.value !== null && point.value !== undefined);
  const last = known.at(-1);
  if (!last) {
    return h("figure", { class: "chart" }, h("figcaption", {}, title), h("p", { class: "empty" }, "unknown: this appliance has no such sensor"));
  }

  const values = known.map((point) => point.value);
  const low = floor === null ? Math.min(...values) : Math.min(floor, ...values);
  const high = Math.max(ceiling ?? -Infinity, ...values, low + 1e-9);
  const x = (at) => WIDTH * (at - from) / Math.max(1, to - from);
  const y = (value) => HEIGHT - FOOT - (HEIGHT - FOOT - 8) * (value - low) / (high - low || 1);
  const gap = (to - from) / 60;
  let path = "";
  let previous = null;
  for (const point of points) {
    if (point.value === null || point.value === undefined) {
      previous = null;
      continue;
    }

    path += `${previous === null || point.at - previous > gap ? "M" : "L"}${x(point.at).toFixed(1)} ${y(point.value).toFixed(1)}`;
    previous = point.at;
  }

  const text = (value) => `${value.toFixed(digits)}${unit ? ` ${unit}` : ""}`;
  const hour = (at) => `${String(new Date(at).getHours()).padStart(2, "0")}:${String(new Date(at).getMinutes()).padStart(2, "0")}`;
  return h("figure", { class: "chart" },
    h("figcaption", {}, h("span", {}, title), h("strong", {}, text(last.value))),
    svg("svg", { class: "line", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${title} over the last day: now ${text(last.value)}, lowest ${text(Math.min(...values))}, highest ${text(Math.max(...values))}` },
      svg("line", { class: "axis", x1: 0, x2: WIDTH, y1: HEIGHT - FOOT, y2: HEIGHT - FOOT }),
      svg("line", { class: "grid", x1: 0, x2: WIDTH, y1: 8, y2: 8 }),
      svg("text", { class: "bar-label", x: WIDTH, y: 6, "text-anchor": "end" }, text(high)),
      svg("path", { class: "curve", d: path }),
      svg("circle", { class: "now", cx: x(last.at), cy: y(last.value), r: 3 }),
      svg("text", { class: "bar-label", x: 0, y: HEIGHT - 5 }, hour(from)),
      svg("text", { class: "bar-label", x: WIDTH, y: HEIGHT - 5, "text-anchor": "end" }, hour(to))));
}
