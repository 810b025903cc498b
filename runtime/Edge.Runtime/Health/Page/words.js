// Numbers and times as people read them. 24 hours, ISO 8601, in the time zone of who looks, whatever the browser's language.
import { h } from "./dom.js";

const two = (number) => String(number).padStart(2, "0");

export const clock = (at) => `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
export const written = (at) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${clock(at)}`;

export function timeOf(iso) {
  if (!iso) {
    return "";
  }

  const at = new Date(iso);
  const today = new Date().toDateString() === at.toDateString();
  return h("time", { datetime: iso, title: written(at) }, today ? clock(at) : written(at));
}

export const number = (value) => value === null || value === undefined ? "–" : value.toLocaleString("en-US").replaceAll(",", "\u202f");

export function bytes(value) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let place = 0;
  let left = value;
  while (left >= 1024 && place < units.length - 1) {
    left /= 1024;
    place++;
  }

  return `${left >= 100 || place === 0 ? Math.round(left) : left.toFixed(1)} ${units[place]}`;
}

export function duration(ms) {
  if (ms === null || ms === undefined) {
    return "";
  }

  if (ms < 1000) {
    return `${Math.round(ms)} ms`;
  }

  const seconds = ms / 1000;
  if (seconds < 60) {
    return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  }

  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min ${Math.round(seconds % 60)} s`;
  }

  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

export function ago(iso, now = Date.now()) {
  const ms = now - new Date(iso).getTime();
  if (ms < 10_000) {
    return "just now";
  }

  if (ms < 60_000) {
    return "less than a minute ago";
  }

  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) {
    return `${minutes} min ago`;
  }

  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min ago` : `${Math.floor(hours / 24)} days ago`;
}

export const plural = (count, one, many) => `${number(count)} ${count === 1 ? one : many}`;
