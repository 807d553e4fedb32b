// A course: the frames of one config, week by week, as far as they have been asked for.

import { names, weeksOf } from "config";

const BLOCK = 52; // weeks asked for at once

function bytes(text) {
  const letters = atob(text);
  const found = new Uint8Array(letters.length);
  for (let place = 0; place < letters.length; place += 1) found[place] = letters.charCodeAt(place);
  return found;
}

// The frames of an answer: {week, trust, intimacy, alive, measures, watched}. `trust`, `intimacy` and `alive` have one
// byte a value; of pair k trust[2k] is what the first has in the second. `measures` and `watched` are numbers by name.
export function decoded(answer, names, pairs) {
  const trust = bytes(answer.trust);
  const intimacy = bytes(answer.intimacy);
  const alive = bytes(answer.alive);
  return Array.from({ length: answer.count }, (_, place) => ({
    week: answer.from + place,
    trust: trust.subarray(2 * pairs * place, 2 * pairs * (place + 1)),
    intimacy: intimacy.subarray(pairs * place, pairs * (place + 1)),
    alive: alive.subarray(pairs * place, pairs * (place + 1)),
    measures: Object.fromEntries(names.map((name, column) => [name, answer.measures[place][column]])),
    watched: answer.watched
      ? Object.fromEntries(Object.entries(answer.watched).map(([name, values]) => [name, values[place]]))
      : null,
  }));
}

export class Course {
  constructor(source, config, watch = null) {
    this.source = source;
    this.config = config;
    this.watch = watch;
    this.start = null; // the answer to `begin`
    this.frames = [];
    this.asking = null;
  }

  get weeks() {
    return this.config.weeks;
  }

  get last() {
    return this.frames.length - 1;
  }

  async begin() {
    if (this.start) return;
    this.start = await this.source.begin(this.config);
    this.tied = new Map();
    this.start.pairs.forEach(([a, b], pair) => {
      this.tied.set(`${a} ${b}`, 2 * pair);
      this.tied.set(`${b} ${a}`, 2 * pair + 1);
    });
    this.take(this.start.frames);
  }

  take(answer) {
    const frames = decoded(answer, this.start.measures, this.start.pairs.length);
    if (answer.from === this.frames.length) this.frames.push(...frames);
  }

  // Where in `trust` the tie from one person to another stands; undefined where they do not know each other.
  tie(a, b) {
    return this.tied.get(`${a} ${b}`);
  }

  // Have the frames up to a week; one block is asked for at a time, whoever asks.
  async reach(week) {
    await this.begin();
    const wanted = Math.min(week, this.weeks);
    while (this.last < wanted) {
      this.asking ??= this.more().finally(() => {
        this.asking = null;
      });
      await this.asking;
    }
  }

  async more() {
    const weeks = Math.min(BLOCK, this.weeks - this.last);
    this.take((await this.source.frames(this.config, this.last, weeks, this.watch)).frames);
  }

  // The course of a config that is the same up to a week: it has those frames already.
  branch(config, week) {
    const branch = new Course(this.source, config, this.watch);
    branch.start = this.start;
    branch.tied = this.tied;
    branch.frames = this.frames.slice(0, week + 1);
    return branch;
  }

  // What one tie's trust was in a week: in full of the watched one, else to 1/255. Null where it is over.
  trust(tie, week) {
    const frame = this.frames[week];
    if (frame === undefined || !frame.alive[tie >> 1]) return null;
    if (frame.watched && this.tie(...this.watch) === tie) return frame.watched.trust;
    return frame.trust[tie] / 255;
  }

  // The week of the last breach on the watched tie that was known by `week` (the frame in which it first shows); null.
  lastBreach(week) {
    for (let place = Math.min(week, this.last); place > 0; place -= 1) {
      if (!this.frames[place].watched) return null;
      if (this.frames[place].watched.breaches > (this.frames[place - 1].watched?.breaches ?? 0)) return place;
    }
    return null;
  }

  // The person at a place as events name them; `people` has the names that are shown.
  called(person) {
    return (this.start.called ?? this.start.people)[person];
  }

  // The week of the last betrayal in the script on the watched tie, once there is a breach to be seen for it (a hidden one
  // shows later); null.
  lastBetrayal(week) {
    const breach = this.lastBreach(week);
    if (breach === null) return null;
    const [relying, acting] = this.watch.map((person) => this.called(person));
    const weeks = this.config.events
      .filter(({ what, who, to }) => what === "betrayal" && names(who, acting) && names(to, relying))
      .flatMap(weeksOf)
      .map(Math.floor)
      .filter((each) => each < breach);
    return weeks.length === 0 ? null : Math.max(...weeks);
  }

  // The two who are closest in a week, as [who trusts, whom]; by trust where closeness is equal. Of `person` and the one
  // closest to that person, if one is given. Null where all is over.
  closest(week, person = null) {
    const frame = this.frames[week];
    let best = null;
    let most = -1;
    frame.alive.forEach((alive, pair) => {
      const worth = frame.intimacy[pair] * 1024 + frame.trust[2 * pair] + frame.trust[2 * pair + 1];
      if (alive && worth > most && (person === null || this.start.pairs[pair].includes(person))) {
        most = worth;
        best = pair;
      }
    });
    if (best === null) return null;
    const [a, b] = this.start.pairs[best];
    return person === b ? [b, a] : [a, b];
  }
}
