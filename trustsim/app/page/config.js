// Configs as the page handles them: plain values that are never changed, only made anew.

// What the page shows where the address says nothing.
export const ORDINARY = Object.freeze({
  people: 60,
  network: { kind: "small_world", neighbours: 6, rewiring: 0.1 },
  relationships: { romantic: 0.1, family: 0.3, friend: 0.6 },
  weeks: 260,
  traits: {},
  parameters: {},
  law: "default",
  events: [],
  seed: 1,
});

export function equal(one, other) {
  return written(one) === written(other);
}

// A value as text: the same for all that are equal, whatever the order of their keys.
export const written = (value) => JSON.stringify(sorted(value));

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}

// What a config says at a path such as "parameters.gossip_reach"; undefined where it says nothing.
export function valueAt(config, path) {
  return path.split(".").reduce((place, key) => place?.[key], config);
}

// The config with another value at a path; undefined takes it out.
export function withValue(config, path, value) {
  const [key, ...rest] = path.split(".");
  const inner = rest.length === 0 ? value : withValue(config[key] ?? {}, rest.join("."), value);
  const { [key]: _, ...others } = config;
  return inner === undefined ? others : { ...config, [key]: inner };
}

export function withEvent(config, event) {
  return { ...config, events: [...config.events, event] };
}

// The config with a trait of everybody changed from a week on: from the beginning it is a trait, later an event.
export function withTrait(config, name, value, week) {
  if (week === 0) return withValue(config, `traits.${name}`, value);
  const others = config.events.filter(
    (event) => !(event.what === "change" && event.trait === name && event.week === week && event.who === undefined),
  );
  return { ...config, events: [...others, { week, what: "change", trait: name, value }] };
}

// What a trait of everybody is in a week; undefined where the config leaves it to the default.
export function traitAt(config, name, week) {
  let value = config.traits?.[name];
  let since = 0; // the last change holds, wherever the script has it
  for (const event of config.events) {
    const forAll = event.who === undefined || event.who === "all";
    if (event.what !== "change" || event.trait !== name || !forAll) continue;
    for (const each of weeksOf(event)) {
      if (each < since || each > week) continue;
      since = each;
      value = event.value;
    }
  }
  return value;
}

// The config as if all that was changed by `week` had been so from the beginning, and nothing had happened.
export function settled(config, week) {
  const traits = { ...config.traits };
  for (const event of config.events)
    if (event.what === "change") traits[event.trait] = traitAt(config, event.trait, week);
  return { ...config, traits, events: [] };
}

// Where a config differs from the ordinary one, key by key: what the address holds.
export function difference(config, from = ORDINARY) {
  return Object.fromEntries(Object.entries(config).filter(([key, value]) => !equal(value, from[key])));
}

export function merged(changes, onto = ORDINARY) {
  return { ...onto, ...changes };
}

// The weeks of an event, which may be one, a list, or {from, to, every}.
export function weeksOf({ week }) {
  if (typeof week === "number") return [week];
  if (Array.isArray(week)) return week;
  const { from, to, every = 1 } = week;
  return Array.from({ length: Math.floor((to - from) / every + 1e-9) + 1 }, (_, step) => from + step * every);
}

// Whether an event's `who` or `to` names a person; where nothing is said, everybody is meant.
export const names = (said, person) => said === undefined || said === "all" || [said].flat().includes(person);

// The last week up to which two configs give the same course: one before which no event differs. Null where anything
// but events differs: those hold from the beginning.
export function sharedUntil(one, other) {
  if (!equal({ ...one, events: [] }, { ...other, events: [] })) return null;
  const texts = [one, other].map((config) => config.events.map(written));
  const only = (mine, theirs, events) => events.filter((_, place) => !theirs.includes(mine[place])).flatMap(weeksOf);
  const weeks = [...only(texts[0], texts[1], one.events), ...only(texts[1], texts[0], other.events)];
  return weeks.length === 0 ? one.weeks : Math.floor(Math.min(...weeks));
}

// The config for other people or other ties: what named somebody has lost its meaning.
export function withoutNames(config) {
  const named = (event) => [event.who, event.to, event.pair].some((who) => who !== undefined && who !== "all");
  return { ...config, events: config.events.filter((event) => !named(event)) };
}

// What decides who is there and who knows whom.
export const STRUCTURE = ["people", "network", "relationships", "relationship_types", "seed"];
