// The state of the page in the fragment of its address: mode, week, tie and config. The same address gives the same run.

import { difference, merged } from "config";

// {mode, week, watch, config, more}: `more` has whatever else a mode keeps there, as texts.
export function readAddress(fragment = location.hash) {
  const said = new URLSearchParams(fragment.replace(/^#/, ""));
  const { mode, week, watch, config, ...more } = Object.fromEntries(said);
  const people = watch?.split(",").map(Number);
  return {
    mode: mode ?? null,
    week: Math.max(0, Math.trunc(Number(week)) || 0),
    watch: people?.length === 2 && people.every(Number.isInteger) ? people : null,
    config: merged(parsed(config)),
    more,
  };
}

const PARTS = { network: "object", relationships: "object", traits: "object", parameters: "object", events: "array" };

// What is not of its kind, as where an address was cut short in a message, is left as usual.
function parsed(text) {
  try {
    const found = JSON.parse(text ?? "{}");
    if (kindOf(found) !== "object") return {};
    return Object.fromEntries(
      Object.entries(found).filter(([key, value]) => !(key in PARTS) || kindOf(value) === PARTS[key]),
    );
  } catch {
    return {};
  }
}

const kindOf = (value) => (Array.isArray(value) ? "array" : value === null ? "nothing" : typeof value);

export function writtenAddress({ mode, week = 0, watch = null, config = null, more = {} }) {
  const said = new URLSearchParams({ mode });
  if (week) said.set("week", week);
  if (watch) said.set("watch", watch.join(","));
  const changes = config ? difference(config) : {};
  if (Object.keys(changes).length > 0) said.set("config", JSON.stringify(changes));
  for (const [key, value] of Object.entries(more)) said.set(key, value);
  return `#${said}`;
}

let written = null;

// Put the state into the address, without a new entry in the history and without `hashchange`.
export function writeAddress(state) {
  const fragment = writtenAddress(state);
  if (fragment === written) return;
  written = fragment;
  history.replaceState(null, "", fragment);
}
