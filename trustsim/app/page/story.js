// Story: a lesson in scenes. Bet first, then see, then read why.

import { make } from "elements";
import { Measures, told } from "measuring";
import { Stage } from "stage";

const SECONDS = 7; // a scene plays about so long
const SLOWEST = 1; // weeks in a second
const FASTEST = 40;

let story = null;

export async function open(element, context) {
  story = new Story(element, context);
  await story.begin();
}

export function close() {
  story?.close();
  story = null;
}

export const acts = {
  play: () => story.scene?.play(),
  step: () => story.scene?.step(),
};

// A source whose people have the names that a lesson gives them.
export function named(source, names) {
  return {
    can: source.can,
    async begin(config) {
      const start = await source.begin(config);
      return { ...start, called: start.people, people: start.people.map((name, place) => names[place] ?? String(name)) };
    },
    frames: (...asked) => source.frames(...asked),
    undoing: (...asked) => source.undoing(...asked),
    explain: (...asked) => source.explain(...asked),
  };
}

// The names of a lesson's people by place, as its text has them.
export function namesOf(lesson, texts) {
  return Object.fromEntries(
    Object.entries(lesson.people).map(([place, name]) => [place, texts.say(`lessons.${lesson.name}.people.${name}`)]),
  );
}

class Story {
  constructor(element, context) {
    this.element = element;
    this.context = context;
    this.texts = context.texts;
    this.scene = null;
    this.lesson = null;
  }

  say(name, values) {
    return this.texts.say(`lessons.story.${name}`, values);
  }

  async begin() {
    const { more } = this.context.address.read();
    const { lessons } = this.context;
    const lesson = lessons.find(({ name }) => name === more.lesson) ?? (lessons.length === 1 ? lessons[0] : null);
    if (lesson) await this.start(lesson, Math.min(Math.max(Number(more.scene) || 1, 1), lesson.scenes.length) - 1);
    else this.choose();
  }

  close() {
    this.scene?.close();
    this.scene = null;
  }

  // ---- which lesson

  choose() {
    this.close();
    this.lesson = null;
    const heading = make("h2", { tabindex: -1, text: this.say("choose") });
    const text = (lesson, name) => this.texts.say(`lessons.${lesson.name}.${name}`);
    this.element.replaceChildren(
      make(
        "div",
        { class: "lessons" },
        heading,
        ...this.context.lessons.map((lesson) =>
          make(
            "section",
            { class: "panel lesson" },
            make("h3", { text: text(lesson, "title") }),
            make("p", { class: "question", text: text(lesson, "question") }),
            make("p", { text: text(lesson, "about") }),
            make("p", { class: "muted", text: this.say("minutes", { minutes: lesson.minutes }) }),
            make("button", {
              type: "button",
              class: "primary",
              text: text(lesson, "title"),
              data: { lesson: lesson.name },
              on: { click: () => this.tried(() => this.start(lesson, 0)) },
            }),
          ),
        ),
      ),
    );
    this.context.address.write({ mode: "story" });
    return heading;
  }

  async tried(act) {
    try {
      await act();
    } catch (error) {
      this.context.say(this.context.wrong(error));
    }
  }

  async start(lesson, place) {
    this.lesson = lesson;
    this.measures = new Measures(this.context.source);
    this.source = named(this.context.source, namesOf(lesson, this.texts));
    this.bets = [];
    await this.show(place);
  }

  async show(place) {
    this.scene?.close();
    this.scene = new SceneView(this, this.lesson.scenes[place], place);
    this.context.address.write({ mode: "story", more: { lesson: this.lesson.name, scene: place + 1 } });
    await this.scene.begin(this.element);
  }

  async next(place) {
    if (place + 1 < this.lesson.scenes.length) {
      await this.show(place + 1);
      this.scene?.heading?.focus();
    } else this.end();
  }

  end() {
    this.close();
    const right = this.bets.filter(Boolean).length;
    const heading = make("h2", { tabindex: -1, text: this.say("end") });
    const about = this.say("end_about", { count: this.bets.length, right });
    const others = this.context.lessons.length > 1;
    const free = this.context.source.can.free;
    const go = (mode) => {
      location.hash = `mode=${mode}`;
    };
    const button = (name, act, kind) =>
      make("button", { type: "button", class: kind, text: this.say(name), data: { act: name }, on: { click: act } });
    this.element.replaceChildren(
      make(
        "div",
        { class: "panel ending" },
        heading,
        make("p", { text: about }),
        make(
          "div",
          { class: "story-buttons" },
          free ? button("to_lab", () => go("lab"), "primary") : button("explore", () => go("explore"), "primary"),
          others ? button("back", () => this.choose().focus()) : null,
          button("again", () => this.tried(() => this.start(this.lesson, 0))),
        ),
      ),
    );
    heading.focus();
    this.context.say(about);
  }
}

class SceneView {
  constructor(story, scene, place) {
    this.story = story;
    this.scene = scene;
    this.place = place;
    this.texts = story.texts;
    this.bet = null; // a number, or the name of an option, once it is placed
    this.answer = null;
    this.shown = false;
    this.option = scene.choice?.chosen ?? null;
    this.holder = make("div", { class: "stage-holder" });
    this.stage = new Stage(this.holder, story.source, story.texts);
    this.stage.say = story.context.say;
  }

  // A text of this scene.
  text(name, values = {}) {
    return this.texts.say(`lessons.${this.story.lesson.name}.scenes.${this.scene.name}.${name}`, { ...this.words, ...values });
  }

  say(name, values) {
    return this.story.say(name, values);
  }

  optionText(option, choice = this.scene.choice) {
    return this.texts.say(`lessons.${this.story.lesson.name}.choices.${choice.name}.${option}`);
  }

  async begin(element) {
    const { scene, stage } = this;
    const numbers = await this.story.measures.all(scene.numbers);
    if (this.closed) return; // the page shows something else by now
    this.words = Object.fromEntries(
      Object.entries(numbers).map(([name, value]) => [name, told(this.texts, scene.numbers[name], value)]),
    );
    this.build(element);
    this.listen();
    await this.load();
    if (this.closed) return;
    this.lock(true);
    this.story.context.say(this.say("first"));
  }

  async load() {
    const { scene, stage } = this;
    await stage.load(scene.config, { watch: scene.watch, until: scene.until, show: scene.show, week: scene.from });
    if (scene.person !== null) await stage.select(scene.watch, scene.person);
    stage.speed = Math.min(Math.max((scene.until - scene.from) / SECONDS, SLOWEST), FASTEST);
  }

  close() {
    this.closed = true;
    this.stage.close();
  }

  // Whether nothing may be played yet.
  get locked() {
    return this.bet === null;
  }

  lock(locked) {
    for (const control of this.stage.transport?.element.querySelectorAll("button, input, select") ?? []) {
      control.disabled = locked;
    }
  }

  play() {
    if (this.locked) this.story.context.say(this.say("first"));
    else if (this.stage.playing) this.stage.pause();
    else this.stage.play();
  }

  step() {
    if (this.locked) this.story.context.say(this.say("first"));
    else this.stage.step(1);
  }

  listen() {
    const on = (kind, act) => this.stage.addEventListener(kind, (event) => act(event.detail));
    on("ended", () => this.story.tried(() => this.ended()));
    on("refused", ({ error }) => this.story.context.say(this.story.context.wrong(error)));
    on("playing", ({ playing }) => {
      if (playing && !this.shown) this.story.context.say(this.say("running"));
    });
  }

  // ---- what stands beside the stage

  build(element) {
    const { lesson } = this.story;
    const number = this.say("scene", { number: this.place + 1, count: lesson.scenes.length });
    this.heading = make("h2", { tabindex: -1, text: this.text("title") });
    this.outcome = make("div", { class: "outcome" });
    this.panel = make(
      "section",
      { class: "panel scene", "aria-label": number },
      make(
        "div",
        { class: "scene-number" },
        make("span", { class: "muted", text: number }),
        this.story.context.lessons.length > 1
          ? make("button", { type: "button", class: "quiet", text: this.say("back"), on: { click: () => this.story.choose().focus() } })
          : null,
      ),
      this.heading,
      make("p", { text: this.text("tell") }),
      this.betForm(),
      this.outcome,
    );
    this.whole = make("div", { class: "story open-bet" }, this.panel, this.holder);
    element.replaceChildren(this.whole);
  }

  betForm() {
    const { bet } = this.scene;
    const ask = this.text("ask");
    const place = make("button", { type: "submit", class: "primary place", text: this.say("place") });
    this.form = make("form", {
      class: "bet",
      on: {
        submit: (event) => {
          event.preventDefault();
          this.placed();
        },
      },
    });
    if (bet.kind === "number") {
      const middle = Math.round((bet.low + bet.high) / 2);
      const output = make("output", { class: "bet-value", for: "bet" });
      const slider = make("input", { type: "range", id: "bet", min: bet.low, max: bet.high, step: 1, value: middle });
      const show = () => {
        output.textContent = this.inWords(Number(slider.value));
        slider.setAttribute("aria-valuetext", output.textContent);
      };
      slider.addEventListener("input", show);
      this.read = () => Number(slider.value);
      const scale = make("div", { class: "scale", "aria-hidden": "true" }, ...[bet.low, bet.high].map((end) => make("span", { text: this.inWords(end) })));
      this.form.append(make("label", { class: "ask", for: "bet", text: ask }), output, slider, scale, place);
      show();
    } else {
      place.disabled = true;
      const boxes = Object.keys(bet.options).map((name) => {
        const box = make("input", { type: "radio", name: "bet", value: name, on: { change: () => (place.disabled = false) } });
        return { box, label: make("label", { class: "check" }, box, this.text(`options.${name}`)) };
      });
      this.read = () => boxes.find(({ box }) => box.checked)?.box.value ?? null;
      this.form.append(
        make("fieldset", {}, make("legend", { class: "ask", text: ask }), ...boxes.map(({ label }) => label)),
        place,
      );
    }
    return this.form;
  }

  // A bet or an answer in words.
  inWords(value) {
    const { bet } = this.scene;
    return bet.kind === "number" ? told(this.texts, bet.answer, value, bet.unit) : this.text(`options.${value}`);
  }

  placed() {
    if (this.bet !== null) return;
    const bet = this.read();
    if (bet === null) return;
    this.bet = bet;
    for (const control of this.form.elements) control.disabled = true;
    this.lock(false);
    this.panel.classList.add("placed");
    this.story.context.say(this.say("placed", { bet: this.inWords(bet) }));
    this.stage.transport?.play.focus();
  }

  // ---- what came out

  async ended() {
    if (this.shown) {
      await this.tellOption();
      return;
    }
    this.shown = true;
    this.whole.classList.remove("open-bet");
    const { bet } = this.scene;
    const { measures } = this.story;
    let verdict;
    if (bet.kind === "number") {
      this.answer = await measures.of(bet.answer);
      const near = this.answer !== null && Math.abs(this.bet - this.answer) <= bet.near;
      verdict = near ? "right" : this.answer === null || this.bet < this.answer ? "low" : "high";
    } else {
      this.values = await measures.all(bet.options);
      this.answer = Object.keys(this.values).reduce((best, name) => (this.values[name] > this.values[best] ? name : best));
      verdict = this.bet === this.answer ? "right" : "wrong";
    }
    this.story.bets[this.place] = verdict === "right";
    this.words = { ...this.words, answer: this.inWords(this.answer), bet: this.inWords(this.bet) };
    await this.showOutcome(verdict);
  }

  async showOutcome(verdict) {
    const came = make("p", { class: "came", tabindex: -1, text: this.say("came", this.words) });
    const comment = this.text(verdict);
    const next = make("button", {
      type: "button",
      class: "primary next",
      text: this.say("next"),
      data: { act: "next" },
      on: { click: () => this.story.tried(() => this.story.next(this.place)) },
    });
    this.options = await this.optionButtons();
    this.outcome.replaceChildren(
      came,
      this.picture(),
      make("p", { class: "comment", text: comment }),
      make("p", { text: this.text("explain") }),
      ...(this.options ? [make("p", { class: "others", text: this.say("others") }), this.options] : []),
      next,
    );
    this.outcome.dataset.verdict = verdict;
    this.outcome.dataset.answer = this.answer;
    came.focus({ preventScroll: false });
    this.story.context.say(`${came.textContent} ${comment}`);
  }

  // Bet and answer on one line (or a bar for each option), told apart by shape.
  picture() {
    const { bet } = this.scene;
    if (bet.kind === "choice") {
      const most = Math.max(...Object.values(this.values), 1);
      return make(
        "dl",
        { class: "bars-list" },
        ...Object.entries(this.values).map(([name, value]) => {
          const bar = make("span", { class: "bar", "aria-hidden": "true" });
          bar.style.width = `${(100 * Math.max(value, 0)) / most}%`;
          const words = told(this.texts, bet.options[name], value);
          return make("div", { class: name === this.answer ? "bar-row best" : "bar-row" }, make("dt", { text: this.text(`options.${name}`) }), make("dd", {}, bar, words));
        }),
      );
    }
    const high = Math.max(bet.high, this.answer ?? 0);
    const at = (value) => `${(100 * (value - bet.low)) / (high - bet.low)}%`;
    const mark = (kind, value) => {
      const place = make("span", { class: `mark-${kind}` });
      place.style.left = at(value);
      return place;
    };
    return make(
      "div",
      { class: "bet-line", "aria-hidden": "true" },
      mark("bet", this.bet),
      this.answer === null ? null : mark("answer", this.answer),
    );
  }

  // ---- what may be tried afterwards

  async optionButtons() {
    const { choice } = this.scene;
    if (!choice) return null;
    this.results = make("ul", { class: "results" });
    const buttons = Object.keys(choice.options).map((option) =>
      make("button", {
        type: "button",
        text: this.optionText(option),
        "aria-pressed": String(option === this.option),
        data: { option },
        on: { click: () => this.story.tried(() => this.choose(option)) },
      }),
    );
    const group = make(
      "fieldset",
      { class: "options" },
      make("legend", { text: this.optionText("title") }),
      make("div", { class: "option-buttons" }, ...buttons),
      this.results,
    );
    this.buttons = buttons;
    if (this.comparable) await this.tellOption(false);
    return group;
  }

  // Whether what was bet on can be said of each option.
  get comparable() {
    const { bet, choice } = this.scene;
    return choice && bet.kind === "number" && bet.answer.configs === undefined;
  }

  async choose(option) {
    const { stage, scene } = this;
    this.option = option;
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.dataset.option === option));
    stage.pause();
    await stage.become("choice", scene.choice.options[option]);
    await stage.seek(scene.from);
    this.story.context.say(this.say("plays", { option: this.optionText(option) }));
    stage.play();
  }

  async tellOption(aloud = true) {
    if (!this.comparable) return;
    const { option } = this;
    const config = this.scene.choice.options[option];
    const spec = { ...this.scene.bet.answer, config };
    if (spec.without) spec.without = { ...config, events: [] };
    const answer = this.inWords(await this.story.measures.of(spec));
    const text = this.say("result", { option: this.optionText(option), answer });
    if (![...this.results.children].some((line) => line.dataset.option === option)) {
      this.results.append(make("li", { text, data: { option } }));
    }
    if (aloud) this.story.context.say(this.say("others_told", { option: this.optionText(option), answer }));
  }
}
