// Compare: two courses under the same random numbers, one setting different. What differs comes from that setting alone.

import { Palette } from "colours";
import { traitAt, valueAt, withEvent, withTrait, withValue } from "config";
import { Choice, Count, Dial, nameOf } from "dials";
import { make } from "elements";
import { MAIN, described } from "lab";
import { Life } from "life";
import { LineChart } from "lines";
import { Stage } from "stage";
import { Transport, eachPicture } from "transport";

const MEASURES = ["trust", "survival", "intimacy", "pain"];
const TIE = "tie"; // the trust of the tie that is chosen, beside the means
const BREACHES = ["betrayal", "apology", "hidden"];
const MIDDLE = 52;
const SHOW = ["network", "monitors"];
const EQUAL = 1e-12;

let comparison = null;

export async function open(element, context) {
  comparison = new Comparison(element, context);
  await comparison.begin();
}

export function close() {
  comparison?.close();
  comparison = null;
}

export const acts = {
  play: () => (comparison.playing ? comparison.pause() : comparison.play()),
  step: () => comparison.step(1),
};

// The two configs of a comparison. `differs` is a setting's path, "law", or one of BREACHES; `value` what it is on the
// right; `week` since when; `pair` [who trusts, whom] by name, for a breach.
export function bothOf(config, differs, value, week, pair) {
  if (BREACHES.includes(differs)) {
    const event = { week, what: "betrayal", who: pair[1], to: pair[0] };
    const left = differs === "betrayal" ? config : withEvent(config, event);
    const more = { betrayal: {}, apology: { apology: true }, hidden: { hidden: true } }[differs];
    return [left, withEvent(config, { ...event, ...more })];
  }
  const [kind, name] = differs.split(".");
  return [config, kind === "traits" ? withTrait(config, name, value, week) : withValue(config, differs, value)];
}

class Comparison {
  constructor(element, context) {
    this.context = context;
    this.texts = context.texts;
    this.settings = described(context.settings);
    this.holders = ["left", "right"].map((side) => make("div", { class: `stage-holder ${side}` }));
    this.stages = this.holders.map((holder) => new Stage(holder, context.source, context.texts));
    for (const stage of this.stages) stage.say = context.say;
    this.lives = this.stages.map((stage) => new Life(stage, context.texts, context.wrong));
    this.speed = 6;
    this.titles = ["left", "right"].map(() => make("h3", { class: "pane-title" }));
    this.measure = "trust";
    this.watch = null; // the tie that is chosen, in both panes
    this.canvas = make("canvas", { class: "chart chart-difference", role: "img" });
    this.chart = new LineChart(this.canvas);
    this.words = make("p", { class: "difference-words", "aria-live": "polite" });
    this.transport = new Transport(this, context.texts);
    this.value = make("div", { class: "value" });
    this.since = new Count(this.say("since"), { low: 0, high: 1040 }, (week) => this.change({ week }));
    this.chosen = this.chooser();
    this.of = new Choice(
      this.say("of"),
      [...MEASURES.map((name) => ({ value: name, text: this.texts.say(`page.monitors.${name}`) })), { value: TIE, text: "" }],
      (name) => {
        this.measure = name;
        this.show();
      },
    );
    this.ofTie = this.of.select.lastChild;
    this.element = make(
      "div",
      { class: "compare" },
      make("h2", { class: "visually-hidden", text: this.say("title") }),
      make("div", { class: "panel chooser" }, this.chosen.element, this.value, this.since.element),
      ...this.holders.map((holder, side) => make("section", { class: "pane" }, this.titles[side], holder)),
      make("section", { class: "panel controls" }, this.transport.element, this.words),
      make(
        "section",
        { class: "panel difference" },
        make("div", { class: "difference-head" }, make("h3", { text: this.say("difference") }), this.of.element),
        this.canvas,
      ),
    );
    element.replaceChildren(this.element, ...this.lives.map((life) => life.element));
    this.themed = () => {
      this.palette = new Palette();
      this.show();
    };
    this.hidden = () => document.hidden && this.pause();
    window.addEventListener("theme", this.themed);
    document.addEventListener("visibilitychange", this.hidden);
    this.stages.forEach((stage, side) => {
      stage.addEventListener("refused", ({ detail }) => {
        this.pause();
        this.words.textContent = context.wrong(detail.error);
      });
      // Who is chosen on one side is so on the other.
      stage.addEventListener("selected", async ({ detail }) => {
        this.watch = detail.watch;
        await this.stages[1 - side].select(detail.watch, detail.person);
        await stage.pursuit;
        if (this.closed || this.loading) return;
        this.show();
        this.remember();
      });
    });
  }

  say(name, values) {
    return this.texts.say(`page.compare.${name}`, values);
  }

  chooser() {
    const traits = [...this.settings.keys()].filter((path) => path.startsWith("traits."));
    const law = [...this.settings.keys()].filter((path) => path.startsWith("parameters."));
    const order = (paths) => [...paths].sort((one, other) => MAIN.includes(other) - MAIN.includes(one));
    const named = (path) => ({ value: path, text: nameOf(this.texts, path.split(".")[1]) });
    const breaches = BREACHES.map((name) => ({ value: name, text: this.say(`breaches.${name}`) }));
    return new Choice(
      this.say("differs"),
      [...order(traits).map(named), ...breaches, { value: "law", text: this.say("law") }, ...order(law).map(named)],
      (differs) => this.change({ differs, value: this.usual(differs) }),
    );
  }

  // Another value than the one on the left, as far from it as may be.
  usual(differs) {
    if (BREACHES.includes(differs)) return null;
    if (differs === "law") return this.base.law === "symmetric" ? "default" : "symmetric";
    const { low, high } = this.settings.get(differs);
    const now = this.leftValue(differs);
    return typeof now === "number" && now - low > high - now ? low : high;
  }

  leftValue(differs) {
    const [kind, name] = differs.split(".");
    const said = kind === "traits" ? traitAt(this.base, name, this.week0) : valueAt(this.base, differs);
    return said === undefined ? this.settings.get(differs).default : said;
  }

  async begin() {
    const { config, week, watch, more } = this.context.address.read();
    this.base = config;
    this.watch = watch;
    const known =
      more.differs !== undefined && [...this.chosen.select.options].some(({ value }) => value === more.differs);
    this.differs = known ? more.differs : "traits.transparency";
    if (BREACHES.includes(this.differs)) this.measure = TIE;
    this.week0 = /^\d+$/.test(more.since ?? "")
      ? Math.min(Number(more.since), config.weeks - 1)
      : Math.min(MIDDLE, config.weeks - 1);
    this.theValue = known ? parsed(more.value, this.usual(this.differs)) : this.usual(this.differs);
    this.palette = new Palette();
    await this.load(week);
  }

  async change({ differs = this.differs, value = this.theValue, week = this.week0 }) {
    this.pause();
    this.week0 = Math.min(week, this.base.weeks - 1);
    if (differs !== this.differs) this.measure = BREACHES.includes(differs) ? TIE : MEASURES[0];
    this.differs = differs;
    this.theValue = value;
    await this.load(this.week);
  }

  // Both panes anew. Whoever asks for another before this one is there wins.
  async load(week) {
    this.wanted = week;
    this.element.setAttribute("aria-busy", "true");
    this.loading ??= this.loadLast().finally(() => {
      this.loading = null;
      this.element.removeAttribute("aria-busy");
    });
    await this.loading;
  }

  async loadLast() {
    let key = null;
    const asked = () => JSON.stringify([this.base, this.differs, this.theValue, this.week0]);
    while (key !== asked()) {
      key = asked();
      const pair = BREACHES.includes(this.differs) ? await this.closestNames() : null;
      const configs = bothOf(this.base, this.differs, this.theValue, this.week0, pair);
      const watch = pair ? pair.map((name) => this.people.indexOf(name)) : this.watch;
      for (const [side, stage] of this.stages.entries()) {
        await stage.load(configs[side], { show: SHOW, week: this.wanted, watch });
        stage.speed = this.speed;
      }
    }
    this.same = differ(...this.stages.map((stage) => stage.course.frames[0])) ? -1 : 0; // the last week without a difference
    this.name();
    this.show();
    this.remember();
  }

  // Who is closest in the week of the breach, on the left.
  async closestNames() {
    const [stage] = this.stages;
    await stage.load(this.base, { show: SHOW, week: this.week0 });
    this.people = stage.course.start.people;
    return (stage.course.closest(this.week0) ?? stage.course.start.pairs[0]).map((person) => this.people[person]);
  }

  close() {
    this.pause();
    this.closed = true;
    clearTimeout(this.later);
    window.removeEventListener("theme", this.themed);
    document.removeEventListener("visibilitychange", this.hidden);
    for (const stage of this.stages) stage.close();
    this.chart.close();
  }

  // ---- playing both in step

  get week() {
    return this.stages[0].course ? Math.min(...this.stages.map((stage) => stage.week)) : 0;
  }

  play() {
    if (this.playing || this.loading) return;
    if (this.week >= this.base.weeks) this.at(0);
    this.playing = true;
    for (const life of this.lives) life.hide();
    eachPicture((seconds) => {
      if (!this.playing) return false;
      const position = Math.min(
        this.stages[0].position + seconds * this.speed,
        ...this.stages.map((stage) => stage.course.last),
        this.base.weeks,
      );
      this.at(position);
      if (position >= this.base.weeks) this.pause();
      return this.playing;
    });
    this.show();
  }

  at(position) {
    for (const stage of this.stages) {
      stage.position = position;
      stage.ahead();
      if (this.playing) {
        stage.paint();
        stage.showNumbers();
      } else stage.shown();
    }
    this.show();
    this.remember();
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    this.at(this.week);
  }

  async step(weeks) {
    await this.seek(this.week + weeks);
  }

  async seek(week) {
    this.pause();
    if (this.loading) await this.loading;
    for (const stage of this.stages) await stage.seek(week);
    this.show();
    this.remember();
  }

  // ---- showing

  // What differs, in the panes' titles and in the controls.
  name() {
    const { differs, theValue, texts } = this;
    this.chosen.put(differs);
    this.since.put(this.week0);
    const fromStart = differs === "law" || differs.startsWith("parameters.");
    this.since.element.hidden = fromStart;
    if (BREACHES.includes(differs)) {
      const { people, pairs } = this.stages[0].course.start;
      const [a, b] = (this.stages[1].watch ?? pairs[0]).map((person) => people[person]);
      this.value.replaceChildren();
      this.titles.forEach((title, side) => {
        title.textContent = this.say(`panes.${differs}.${side === 0 ? "left" : "right"}`, { a, b, week: this.week0 });
      });
      return;
    }
    const label = differs === "law" ? this.say("law") : nameOf(texts, differs.split(".")[1]);
    const shown = (value) => (typeof value === "string" ? nameOf(texts, value) : texts.number(value, 3));
    const left = differs === "law" ? (this.base.law?.name ?? this.base.law) : this.leftValue(differs);
    const leftText = typeof left === "object" && left !== null ? texts.say("page.settings.spread") : shown(left);
    const right = fromStart || this.week0 === 0 ? "right" : "right_since";
    this.titles[0].textContent = this.say("panes.setting.left", { label, value: leftText });
    this.titles[1].textContent = this.say(`panes.setting.${right}`, {
      label,
      value: shown(theValue),
      week: this.week0,
    });
    this.showValue(differs, label);
  }

  showValue(differs, label) {
    if (this.valueOf !== differs) {
      this.valueOf = differs;
      if (differs === "law") {
        const laws = this.context.settings.laws.map(({ name }) => ({ value: name, text: nameOf(this.texts, name) }));
        this.control = new Choice(this.say("right_is"), laws, (value) => this.change({ value }));
      } else {
        this.control = new Dial(this.texts, this.settings.get(differs), {
          label: this.say("right_value", { label }),
          turn: (value) => this.change({ value }),
        });
      }
    }
    this.value.replaceChildren(this.control.element);
    if (!this.control.input?.matches(":active")) this.control.put(this.theValue);
  }

  // What is measured, in words.
  get measured() {
    return this.measure === TIE ? this.say("tie", this.tie()) : this.texts.say(`page.monitors.${this.measure}`);
  }

  // The names of the tie that is chosen on both sides, {a, b}: who trusts, whom; null.
  tie() {
    const [left, { watch, course }] = this.stages;
    if (!left.watch || !watch) return null;
    const [a, b] = watch.map((person) => course.start.people[person]);
    return { a, b };
  }

  valueIn({ course, watch }, week) {
    if (this.measure === TIE) return course.trust(course.tie(...watch), week);
    return course.frames[week]?.measures[this.measure];
  }

  difference(week) {
    const [left, right] = this.stages.map((stage) => this.valueIn(stage, week));
    return left === undefined || right === undefined || left === null || right === null ? null : right - left;
  }

  // The first week by `week` in which anything differs: any number, any trust, any ending. Null: none.
  firstDifference(week) {
    const [left, right] = this.stages.map((stage) => stage.course.frames);
    while (this.same < week && !differ(left[this.same + 1], right[this.same + 1])) this.same += 1;
    return this.same < week ? this.same + 1 : null;
  }

  show() {
    if (!this.stages[1].course || !this.palette) return;
    const { texts, week } = this;
    const tie = this.tie();
    if (tie) this.ofTie.textContent = this.say("tie", tie);
    else if (this.measure === TIE) this.measure = MEASURES[0];
    this.ofTie.hidden = this.ofTie.disabled = tie === null;
    this.of.put(this.measure);
    this.transport.show(week, this.base.weeks, Boolean(this.playing));
    const largest = [...Array(week + 1).keys()].reduce(
      (most, each) => Math.max(most, Math.abs(this.difference(each) ?? 0)),
      0,
    );
    const most = [0.05, 0.1, 0.25, 0.5, 1].find((each) => each >= largest) ?? 1;
    this.chart.show({
      weeks: this.base.weeks,
      at: week,
      low: -most,
      high: most,
      palette: this.palette,
      number: (value) => (value > 0 ? "+" : "") + texts.number(value, 2),
      week: (number) => texts.say("page.stage.week", { week: number }),
      marks: this.since.element.hidden ? [] : [{ week: this.week0, colour: this.palette.betrayal }],
      lines: [
        {
          label: texts.say(`page.monitors.short.${this.measure === TIE ? "trust" : this.measure}`),
          colour: this.palette.kinds[0],
          width: 3,
          value: (each) => this.difference(each),
        },
      ],
    });
    const words = this.inWords(week);
    this.words.setAttribute("aria-live", this.playing ? "off" : "polite"); // read aloud where it stops
    if (this.words.textContent !== words && (!this.playing || week % 4 === 0)) this.words.textContent = words;
    if (!this.playing) this.canvas.setAttribute("aria-label", words);
  }

  inWords(week) {
    const first = this.firstDifference(week);
    if (first === null) return this.say("equal", { week });
    const value = this.difference(week);
    const size = this.texts.number(Math.abs(value ?? 0), 3);
    const measure = this.measured;
    const side = value === null ? "none" : Math.abs(value) < 0.0005 ? "same" : value > 0 ? "more" : "less";
    const until = first === 0 ? this.say("from_first") : this.say("equal_until", { week: first - 1 });
    return `${until} ${this.say(side, { week, size, measure })} ${this.say("all_else")}`;
  }

  remember() {
    clearTimeout(this.later);
    if (this.closed) return;
    const write = () => {
      const more = { differs: this.differs, since: this.week0 };
      if (this.theValue !== null) more.value = JSON.stringify(this.theValue);
      this.context.address.write({ mode: "compare", config: this.base, week: this.week, watch: this.watch, more });
    };
    if (this.playing) this.later = setTimeout(write, 300);
    else write();
  }
}

function parsed(text, otherwise) {
  try {
    return text === undefined ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

function differ(left, right) {
  const bytes = ["trust", "intimacy", "alive"].some((name) =>
    left[name].some((value, place) => value !== right[name][place]),
  );
  return bytes || MEASURES.some((name) => Math.abs((left.measures[name] ?? 0) - (right.measures[name] ?? 0)) > EQUAL);
}
