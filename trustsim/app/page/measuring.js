// What a bet is held against, worked out from frames: the same as trustsim/lessons/measuring.py does, which says what
// each measure means.

import { Course } from "course";

const UNITS = {
  trust: "percent",
  lost: "percent",
  straight: "percent",
  mean: "percent",
  lowest: "percent",
  highest: "percent",
  received: "percent",
  setting: "percent",
  kept: "promises",
  undoing: "promises",
  alone: "promises",
  wins: "worlds",
};

export const rounded = (value) => Math.floor(value + 0.5);

// The unit of a measure: that of its kind, or points of percent where it is a difference.
const unitOf = (spec) => (spec.less ? "points" : UNITS[spec.what]);

// A measured number in words; `unit` where it is not that of its kind. Without a unit it is the number alone.
export function told(texts, spec, value, unit = unitOf(spec)) {
  if (value === null) return texts.say("lessons.units.never");
  return unit ? texts.say(`lessons.units.${unit}`, { count: value }) : texts.number(value);
}

export class Measures {
  constructor(source) {
    this.source = source;
    this.courses = new Map();
    this.known = new Map();
  }

  // A promise of the number that a spec of a lesson asks for; null is never.
  of(spec) {
    const key = JSON.stringify(spec);
    if (!this.known.has(key)) this.known.set(key, this.measured(spec));
    return this.known.get(key);
  }

  // The measures of a mapping, by name.
  async all(specs) {
    const entries = Object.entries(specs);
    const values = await Promise.all(entries.map(([, spec]) => this.of(spec)));
    return Object.fromEntries(entries.map(([name], place) => [name, values[place]]));
  }

  async course(config, week, watch = null) {
    const key = JSON.stringify([config, watch]);
    if (!this.courses.has(key)) this.courses.set(key, new Course(this.source, config, watch));
    const course = this.courses.get(key);
    await course.reach(week);
    return course;
  }

  async mean(config, name, week) {
    return (await this.course(config, week)).frames[week].measures[name];
  }

  async measured(spec) {
    const { what, of, config, week, watch } = spec;
    if (what === "undoing" || what === "alone") {
      const answer = await this.source.undoing(config, of, watch);
      return what === "undoing" ? answer.kept : answer.alone;
    }
    if (what === "mean") {
      const less = spec.less ? await this.mean(spec.less, of, week) : 0;
      return rounded(100 * ((await this.mean(config, of, week)) - less));
    }
    if (what === "wins" || what === "lowest" || what === "highest") {
      const means = await Promise.all(spec.configs.map((each) => this.mean(each, of, week)));
      if (what === "lowest") return rounded(100 * Math.min(...means));
      if (what === "highest") return rounded(100 * Math.max(...means));
      const others = await Promise.all(spec.against.map((each) => this.mean(each, of, week)));
      return means.filter((mean, place) => mean > others[place]).length;
    }
    if (what === "setting") return spec.value;
    if (watch) return this.ofTie(spec);
    return this.ofPerson(spec);
  }

  async ofTie({ what, of, config, watch }) {
    const course = await this.course(config, Math.max(...[of].flat(), 1), watch);
    const at = (week) => course.frames[week].watched; // none in week 0
    if (what === "kept") return at(of).kept;
    if (what === "lost") return rounded(100 * (1 - at(of[1]).trust / at(of[0]).trust));
    if (what === "straight") {
      const [first, last] = of;
      return rounded(100 * (at(first).trust + (last - first) * (at(first + 1).trust - at(first).trust)));
    }
    return rounded(100 * at(of).trust);
  }

  async ofPerson({ what, of, config, week, without }) {
    const course = await this.course(config, week ?? (what === "alive" ? of : 0));
    const { pairs, people } = course.start;
    if (what === "pairs") return pairs.length;
    if (what === "alive") return course.frames[of].alive.reduce((sum, alive) => sum + alive, 0);
    const sides = pairs.flatMap(([a, b], pair) => [
      { source: a, target: b, side: 2 * pair },
      { source: b, target: a, side: 2 * pair + 1 },
    ]);
    const towards = sides.filter(({ target }) => target === of);
    if (what === "friends") return towards.length;
    if (what === "strangers") return people.length - 1 - towards.length;
    const { trust, alive } = course.frames[week];
    if (what === "received") {
      const living = towards.filter(({ side }) => alive[side >> 1]);
      return rounded((100 * living.reduce((sum, { side }) => sum + trust[side], 0)) / (255 * living.length));
    }
    const usual = (await this.course(without, week)).frames[week].trust;
    const lower = ({ side }) => trust[side] < usual[side];
    if (what === "fallen") return towards.filter(lower).length;
    const known = new Set([of, ...towards.map(({ source }) => source)]);
    return new Set(sides.filter((each) => lower(each) && !known.has(each.source)).map(({ source }) => source)).size;
  }
}
