// One course on the page: it fetches frames ahead, plays them, draws them, and takes what a visitor does into the config.

import { Palette } from "colours";
import { STRUCTURE, equal, sharedUntil, traitAt, withEvent, withTrait, withValue, withoutNames } from "config";
import { Course } from "course";
import { make } from "elements";
import { Histogram, spread } from "histogram";
import { LineChart } from "lines";
import { Monitors } from "monitors";
import { NetworkView, received, shapeOf } from "network";
import { networkLegend } from "legend";
import { Tables, kindName } from "tables";
import { WatchedTie } from "tie";
import { Transport, eachPicture } from "transport";

export const PANELS = ["network", "controls", "monitors", "tie", "lines", "histogram", "tables"];
const AHEAD = 40; // weeks fetched before they are shown
const UNDOABLE = 100; // steps that can be taken back
const PALE = 3; // earlier courses drawn behind the present one
const MEANS = [
  { name: "trust", kind: 0, dash: [] },
  { name: "survival", kind: 2, dash: [10, 4] },
  { name: "intimacy", kind: 3, dash: [4, 3] },
  { name: "pain", kind: 1, dash: [1.5, 3] },
];
const DIRECTIONS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };

// Events: "loaded"; "frame" {week}; "ended" {week}: the week to stop at is reached; "changed" {what, config}: the visitor
// did something, and the course is now that of the new config ("wanted" comes before, at once); "selected" {watch, person}; "asked" {who}: tell this
// life; "refused" {error}: the server does not take the config, which is as it was before; "playing" {playing}.
export class Stage extends EventTarget {
  constructor(element, source, texts) {
    super();
    this.element = element;
    this.source = source;
    this.texts = texts;
    this.say = () => {}; // a mode gives the live region
    this.config = null; // as the visitor wants it; `course` follows
    this.course = null;
    this.watch = null;
    this.tie = new WatchedTie(this);
    this.person = null;
    this.pointed = null;
    this.playing = false;
    this.position = 0;
    this.speed = 6;
    this.byKind = false;
    this.history = []; // {config, course, gesture}: what `undo` goes back to
    this.steady = []; // the history of the course that is shown
    this.undone = null;
    this.pursuit = null;
    this.parts = [];
    this.still = window.matchMedia("(prefers-reduced-motion: reduce)");
    this.themed = () => {
      this.palette = new Palette();
      this.drawLegend();
      this.paint();
    };
    this.hidden = () => {
      if (document.hidden) this.pause();
    };
    window.addEventListener("theme", this.themed);
    document.addEventListener("visibilitychange", this.hidden);
  }

  get week() {
    return Math.floor(this.position + 1e-9);
  }

  get frame() {
    return this.course.frames[this.week];
  }

  // The last week that is played to.
  get end() {
    return Math.min(this.until ?? Infinity, this.config.weeks);
  }

  // Show a config from the beginning, or from `week`. `watch`: [who trusts, whom]; `until`: the week to stop at; `show`:
  // which of PANELS.
  async load(config, { watch = null, until = null, show = PANELS, week = 0 } = {}) {
    this.pause();
    this.config = config;
    this.until = until;
    this.show = show;
    this.history = [];
    this.steady = [];
    this.undone = null;
    this.person = null;
    this.pointed = null;
    this.watch = watch;
    const course = await this.begun(new Course(this.source, config, watch));
    await course.reach(Math.min(week, this.end));
    this.course = course;
    this.position = Math.min(week, this.end);
    if (this.closed) return;
    this.palette = new Palette();
    this.build();
    this.shown();
    this.ahead();
    this.tell("loaded");
  }

  // A course with its start. A tie that is not there is not watched.
  async begun(course) {
    await course.begin();
    if (!course.watch || course.tie(...course.watch) !== undefined) return course;
    this.watch = null;
    course.watch = null;
    return course;
  }

  close() {
    this.closed = true;
    this.pause();
    window.removeEventListener("theme", this.themed);
    document.removeEventListener("visibilitychange", this.hidden);
    for (const part of this.parts) part.close();
    this.parts = [];
    this.element.replaceChildren();
  }

  tell(kind, detail = {}) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }

  // ---- playing

  play() {
    if (this.playing || !this.course) return;
    if (this.position >= this.end) this.position = this.until === null ? 0 : this.position;
    if (this.position >= this.end) return;
    this.playing = true;
    this.tell("playing", { playing: true });
    this.shown();
    eachPicture((seconds) => {
      if (this.playing) this.advance(seconds * this.speed);
      return this.playing;
    });
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    this.position = this.week;
    this.tell("playing", { playing: false });
    this.shown();
  }

  advance(weeks) {
    const before = this.week;
    this.position = Math.min(this.position + weeks, this.end, this.course.last);
    this.ahead();
    this.paint();
    if (this.week === before) return;
    this.showNumbers();
    this.tell("frame", { week: this.week });
    if (this.week >= this.end) this.stop();
  }

  stop() {
    this.pause();
    this.tell("ended", { week: this.week });
  }

  async step(weeks = 1) {
    this.pause();
    const before = this.week;
    await this.seek(before + weeks);
    if (this.week >= this.end && this.week > before) this.tell("ended", { week: this.week });
  }

  // Go to a week.
  async seek(week) {
    const wanted = Math.max(0, Math.min(week, this.end));
    this.sought = wanted;
    if (!(await this.tried(() => this.course.reach(wanted)))) return;
    if (this.sought !== wanted) return; // another week was asked for meanwhile
    this.position = Math.min(wanted, this.course.last);
    this.shown();
    this.ahead();
    this.tell("frame", { week: this.week });
  }

  // Fetch some weeks more than are shown.
  ahead() {
    const { course } = this;
    if (course.last >= course.weeks || course.last - this.position > AHEAD || course.asking) return;
    this.tried(() => course.reach(course.last + 1)).then((done) => {
      if (!done) this.pause();
    });
  }

  async tried(act) {
    try {
      await act();
      return true;
    } catch (error) {
      this.tell("refused", { error });
      return false;
    }
  }

  // ---- what a visitor does

  // Let something happen now, and go on. False where the run is over, or the server refuses it.
  async happen(event) {
    const { week } = this;
    if (week >= this.config.weeks) return false;
    const done = await this.become("event", withEvent(this.config, { week, ...event }));
    if (done && !this.playing) await this.step(1);
    return done;
  }

  // Change a trait of everybody from now on. What belongs to one `gesture` (a slider drawn along) is undone in one go.
  setTrait(name, value, gesture = null) {
    if (value === traitAt(this.config, name, this.week)) return Promise.resolve(true);
    return this.become(
      "trait",
      withTrait(this.config, name, value, Math.min(this.week, this.config.weeks - 1)),
      gesture,
    );
  }

  // Change a number of the law or of the world, such as "parameters.gossip_reach": it holds from the beginning.
  setNumber(path, value, gesture = null) {
    const changed = withValue(this.config, path, value);
    const [key] = path.split(".");
    if (!STRUCTURE.includes(key)) return this.become("number", changed, gesture);
    this.watch = null;
    this.person = null;
    this.position = 0;
    return this.become("number", withoutNames(changed), gesture);
  }

  // Take the last of all that back.
  async undo() {
    const last = this.history.pop();
    if (!last) return false;
    this.undone = this.course;
    this.config = last.config;
    this.tell("wanted", { config: this.config });
    return this.pursue("undo");
  }

  // Watch another tie: [who trusts, whom], or null.
  select(watch, person = null) {
    const usable = watch && this.course.tie(...watch) !== undefined ? watch : null;
    const changed = !equal(usable, this.watch) || person !== this.person;
    this.watch = usable;
    this.person = person;
    if (!changed) return Promise.resolve(true);
    this.shown();
    this.tell("selected", { watch: this.watch, person });
    return this.pursue("watch");
  }

  become(what, config, gesture = null) {
    if (equal(config, this.config)) return Promise.resolve(true);
    const top = this.history.at(-1);
    if (gesture === null || top?.gesture !== gesture) {
      this.history.push({ config: this.config, course: this.course, gesture });
      if (this.history.length > UNDOABLE) this.history.shift();
    }
    this.undone = null;
    this.config = config;
    this.tell("wanted", { config });
    return this.pursue(what);
  }

  // Follow what is wanted; what was wanted in between is left out. One is under way at a time.
  pursue(what) {
    this.element.setAttribute("aria-busy", "true");
    this.pursuit ??= this.follow(what).finally(() => {
      this.pursuit = null;
      this.element.removeAttribute("aria-busy");
    });
    return this.pursuit;
  }

  async follow(what) {
    const followed = () =>
      equal(this.course.config, this.config) && (!this.watch || equal(this.course.watch, this.watch));
    while (!followed()) {
      const { config, watch } = this;
      try {
        const course = await this.begun(this.candidate(config, watch ?? this.course.watch));
        await course.reach(Math.min(this.week + 1, config.weeks));
        if (!equal(config, this.config)) continue;
        const changed = !equal(this.course.config, config);
        this.course = course;
        this.steady = [...this.history];
        this.position = Math.min(this.position, this.end, course.last);
        this.shown();
        this.ahead();
        if (changed) this.tell("changed", { what, config });
      } catch (error) {
        this.pause();
        this.history = [...this.steady];
        this.config = this.course.config;
        this.watch = this.course.watch;
        this.tell("refused", { error });
        this.shown();
        return false;
      }
    }
    this.steady = [...this.history];
    return true;
  }

  // A course of a config, with all the frames that are known to be the same.
  candidate(config, watch) {
    const known = [this.course, ...this.history.map((entry) => entry.course), this.undone].filter(Boolean);
    const same = known.find((course) => equal(course.config, config) && equal(course.watch, watch));
    if (same) return same;
    const shared = equal(this.course.watch, watch) ? sharedUntil(this.course.config, config) : null;
    return shared === null ? new Course(this.source, config, watch) : this.course.branch(config, shared);
  }

  // ---- showing

  build() {
    const { texts } = this;
    const has = (name) => this.show.includes(name);
    const say = (name) => texts.say(`page.stage.${name}`);
    for (const part of this.parts) part.close();
    this.parts = [];
    this.view = null;
    const main = make("div", { class: "stage-main" });
    const side = make("div", { class: "stage-side" });
    if (has("network")) {
      this.canvas = make("canvas", {
        class: "network",
        tabindex: 0,
        role: "application",
        on: {
          pointermove: (event) => this.point(this.view.under(event.offsetX, event.offsetY)),
          pointerleave: () => this.point(null),
          click: (event) => this.choose(this.view.under(event.offsetX, event.offsetY)),
          keydown: (event) => this.keyOnNetwork(event),
          blur: () => this.point(null),
        },
      });
      this.view = new NetworkView(this.canvas);
      this.parts.push(this.view);
      this.legend = make("div", { class: "legend" });
      main.append(
        make("section", { class: "panel network-panel", "aria-label": say("network") }, this.canvas, this.legend),
      );
    }
    this.transport = has("controls") ? new Transport(this, texts) : null;
    // Where a mode puts what belongs beside the play button.
    this.heart = make("div", { class: "heart" });
    if (this.transport) main.append(make("div", { class: "panel controls" }, this.transport.element, this.heart));
    this.monitors = has("monitors") || has("tie") ? new Monitors(texts) : null;
    if (has("monitors"))
      side.append(make("section", { class: "panel", "aria-label": say("monitors") }, this.monitors.element));
    this.tieChart = has("tie") ? this.chart("tie") : null;
    if (this.tieChart) {
      this.tiePanel = make("section", { class: "panel tie" }, this.monitors.tieElement, this.tieChart.canvas);
      side.append(this.tiePanel);
    }
    this.meansChart = has("lines") ? this.chart("means") : null;
    if (this.meansChart) {
      side.append(
        make("section", { class: "panel means" }, make("h3", { text: say("means") }), this.meansChart.canvas),
      );
    }
    if (has("histogram")) {
      this.bars = make("canvas", { class: "bars", role: "img" });
      this.histogram = new Histogram(this.bars);
      this.parts.push(this.histogram);
      side.append(make("section", { class: "panel spread" }, make("h3", { text: say("spread") }), this.bars));
    } else this.histogram = null;
    this.tables = has("tables") ? new Tables(texts) : null;
    this.element.classList.add("stage");
    this.element.replaceChildren(
      ...[main, side].filter((part) => part.childElementCount > 0),
      ...(this.tables ? [this.tables.element] : []),
    );
    this.drawLegend();
  }

  chart(name) {
    const chart = new LineChart(make("canvas", { class: `chart chart-${name}`, role: "img" }));
    this.parts.push(chart);
    return chart;
  }

  drawLegend() {
    if (!this.legend) return;
    const focused = this.legend.contains(document.activeElement);
    this.legend.replaceChildren(
      networkLegend(this.texts, this.palette, this.kinds(), this.byKind, (byKind) => {
        this.byKind = byKind;
        this.drawLegend();
        this.paint();
      }),
    );
    if (focused) this.legend.querySelector("input")?.focus();
  }

  kinds() {
    return [...new Set(this.course.start.kinds)].sort();
  }

  // Pictures and numbers and all that is read aloud.
  shown() {
    if (!this.course) return;
    this.paint();
    this.showNumbers();
    if (!this.playing) this.describe();
  }

  paint() {
    if (!this.course || !this.palette) return;
    const { course, palette, texts, week } = this;
    const part = this.still.matches ? 0 : this.position - week;
    const { watch, person, pointed, byKind } = this;
    this.view?.show({ course, week, part, palette, byKind, kinds: this.kinds(), watch, person, pointed });
    const common = {
      weeks: this.config.weeks,
      at: week + part,
      palette,
      number: (value) => texts.number(value, 1),
      week: (number) => texts.say("page.stage.week", { week: number }),
      marks: course.config.events
        .filter((event) => typeof event.week === "number")
        .map((event) => ({ week: event.week, colour: event.what === "change" ? palette.muted : palette.betrayal })),
    };
    const earlier = this.earlier();
    this.meansChart?.show({
      ...common,
      lines: MEANS.map(({ name, kind, dash }) => ({
        label: texts.say(`page.monitors.short.${name}`),
        colour: palette.kinds[kind],
        dash,
        value: (each) => course.frames[each]?.measures[name] ?? null,
      })),
      pale: earlier.flatMap((old) =>
        MEANS.map(({ name, kind }) => ({
          colour: palette.kinds[kind],
          last: old.last,
          value: (each) => old.frames[each]?.measures[name] ?? null,
        })),
      ),
    });
    this.paintTie(common, earlier);
    if (this.histogram) {
      const counts = spread(this.frame);
      this.histogram.show({
        counts,
        total: counts.reduce((sum, count) => sum + count, 0),
        palette,
        low: texts.say("page.stage.spread_low"),
        high: texts.say("page.stage.spread_high"),
      });
    }
  }

  // Earlier courses of the same people, the last ones first.
  earlier() {
    const courses = [this.undone, ...this.history.map((entry) => entry.course).reverse()];
    const same = (one, other) => STRUCTURE.every((key) => equal(one.config[key], other.config[key]));
    const chosen = [];
    for (const course of courses) {
      const known = course && [this.course, ...chosen].some((other) => equal(other.config, course.config));
      if (course && !known && same(course, this.course)) chosen.push(course);
      if (chosen.length === PALE) break;
    }
    return chosen;
  }

  paintTie(common, earlier) {
    if (!this.tieChart) return;
    const { course, palette, texts, watch } = this;
    const tie = watch ? course.tie(...watch) : undefined;
    this.tiePanel.hidden = tie === undefined;
    if (tie === undefined) return;
    const full = equal(course.watch, watch);
    const number = (name) => (week) => {
      const frame = course.frames[week];
      return full && frame?.watched && frame.alive[tie >> 1] ? frame.watched[name] : null;
    };
    this.tieChart.show({
      ...common,
      lines: [
        {
          label: texts.say("page.monitors.short.ceiling"),
          colour: palette.muted,
          width: 1.4,
          dash: [3, 3],
          value: number("ceiling"),
        },
        {
          label: texts.say("page.monitors.short.hurt"),
          colour: palette.kinds[1],
          width: 1.8,
          dash: [1.5, 3],
          value: number("hurt"),
        },
        { label: texts.say("page.monitors.short.trust"), colour: palette.kinds[0], width: 3.4, value: (week) => course.trust(tie, week) },
      ],
      pale: earlier.map((old) => ({ colour: palette.kinds[0], last: old.last, value: (week) => old.trust(tie, week) })),
    });
  }

  showNumbers() {
    this.transport?.show(this.week, this.config.weeks, this.playing);
    this.monitors?.show(this.frame, this.tie.numbers());
    if (!this.playing) this.tables?.show(this.course, this.week, this.watch);
    if (this.monitors && this.show.includes("tie")) this.tie.ask();
  }

  // The pictures in words, for those who do not see them.
  describe() {
    const { course, frame, texts, week } = this;
    const { pairs, people } = course.start;
    const shapes = received(frame, pairs, people.length).map(shapeOf);
    const count = (shape) => shapes.filter((each) => each === shape).length;
    const two = (name) => texts.number(frame.measures[name], 2, 2);
    this.canvas?.setAttribute(
      "aria-label",
      texts.say("page.stage.network_words", {
        week,
        people: people.length,
        alive: frame.alive.reduce((sum, alive) => sum + (alive ? 1 : 0), 0),
        pairs: pairs.length,
        high: count("high"),
        middle: count("middle"),
        low: count("low"),
        none: count("none"),
      }),
    );
    const values = Object.fromEntries(MEANS.map(({ name }) => [name, two(name)]));
    this.meansChart?.canvas.setAttribute("aria-label", texts.say("page.stage.means_words", { week, ...values }));
    const tie = this.tie.numbers();
    if (tie) {
      const trust = tie.trust === null ? texts.say("page.monitors.over") : texts.number(tie.trust, 2, 2);
      this.tieChart?.canvas.setAttribute(
        "aria-label",
        texts.say("page.stage.tie_words", { week, trust, ...tie.names }),
      );
    }
    this.bars?.setAttribute(
      "aria-label",
      texts.say("page.stage.spread_words", {
        week,
        counts: spread(frame)
          .map((each) => texts.number(each))
          .join(", "),
      }),
    );
  }

  // ---- pointing and choosing

  point(what) {
    if (equal(what, this.pointed)) return;
    this.pointed = what;
    if (!this.playing) this.paint();
  }

  choose(what) {
    if (!what) {
      this.select(null);
      return;
    }
    if (what.pair) this.select(what.pair);
    else this.select(this.watch?.includes(what.person) ? this.watch : null, what.person);
    if (!this.playing) this.tell("asked", { who: what });
  }

  keyOnNetwork(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const here = this.pointed?.person ?? this.pointed?.pair?.[0] ?? this.person ?? this.watch?.[0] ?? 0;
    if (event.key in DIRECTIONS)
      this.goTo(this.pointed === null ? here : this.view.towards(here, DIRECTIONS[event.key]));
    else if (event.key === "PageDown" || event.key === "PageUp") this.goToTie(here, event.key === "PageDown" ? 1 : -1);
    else if (event.key === "Enter") this.choose(this.pointed ?? { person: here });
    else if (event.key === "Escape") {
      this.point(null);
      this.select(null);
    } else return;
    event.preventDefault();
  }

  goTo(person) {
    this.point({ person });
    const name = this.course.start.people[person];
    const { pairs, people } = this.course.start;
    const trust = received(this.frame, pairs, people.length)[person];
    const ties = pairs.filter((pair, place) => pair.includes(person) && this.frame.alive[place]).length;
    this.say(this.texts.say("page.stage.person", { name, ties, trust: this.texts.number(trust, 2, 2) }));
  }

  // The next or the last of somebody's living relationships.
  goToTie(person, by) {
    const { pairs, people, kinds } = this.course.start;
    const ties = pairs.flatMap((pair, place) => (pair.includes(person) && this.frame.alive[place] ? [place] : []));
    if (ties.length === 0) return;
    const other = (pair) => pairs[pair].find((each) => each !== person);
    const now = ties.findIndex((pair) => other(pair) === this.pointed?.pair?.[1]);
    const pair = ties[now === -1 ? (by > 0 ? 0 : ties.length - 1) : (now + by + ties.length) % ties.length];
    this.point({ pair: [person, other(pair)] });
    const trust = this.course.trust(this.course.tie(person, other(pair)), this.week);
    this.say(
      this.texts.say("page.stage.tie", {
        a: people[person],
        b: people[other(pair)],
        kind: kindName(this.texts, kinds[pair]),
        trust: this.texts.number(trust, 2, 2),
      }),
    );
  }
}
