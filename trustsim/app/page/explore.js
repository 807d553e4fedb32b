// Explore: every run that was recorded, by sliders that stop where there is one.

import { make } from "elements";
import { Measures } from "measuring";
import { Stage } from "stage";
import { named, namesOf } from "story";

let explore = null;

export async function open(element, context) {
  explore = new Explore(element, context);
  await explore.begin();
}

export function close() {
  explore?.stage.close();
  explore = null;
}

export const acts = {
  play: () => (explore.stage.playing ? explore.stage.pause() : explore.stage.play()),
  step: () => explore.stage.step(1),
};

// The config with other values at dotted paths; a number in a path is a place in a list.
export function changed(config, settings) {
  const found = structuredClone(config);
  for (const [path, value] of Object.entries(settings)) {
    const steps = path.split(".");
    const last = steps.pop();
    let place = found;
    for (const step of steps) place = place[step] ??= {};
    place[last] = structuredClone(value);
  }
  return found;
}

class Explore {
  constructor(element, context) {
    this.context = context;
    this.texts = context.texts;
    [this.lesson] = context.lessons;
    this.places = this.lesson.explore.dials.map(({ start }) => start);
    this.measures = new Measures(context.source);
    this.fallen = make("p", { class: "fallen", hidden: this.lesson.explore.person === null });
    this.holder = make("div", { class: "stage-holder" });
    this.stage = new Stage(this.holder, named(context.source, namesOf(this.lesson, this.texts)), this.texts);
    this.stage.say = context.say;
    element.replaceChildren(
      make(
        "div",
        { class: "story" },
        make(
          "section",
          { class: "panel scene" },
          make("h2", { text: this.say("title") }),
          make("p", { class: "muted", text: this.say("about") }),
          ...this.lesson.explore.dials.map((dial, number) => this.dial(dial, number)),
          this.fallen,
        ),
        this.holder,
      ),
    );
    const tellAll = () => this.context.say(this.told());
    for (const kind of ["loaded", "changed", "frame", "playing"]) this.stage.addEventListener(kind, () => this.count());
    this.stage.addEventListener("ended", tellAll);
    this.stage.addEventListener("changed", tellAll);
    this.stage.addEventListener("playing", ({ detail }) => {
      if (!detail.playing) tellAll();
    });
    this.stage.addEventListener("refused", ({ detail }) => this.context.say(this.context.wrong(detail.error)));
  }

  say(name, values) {
    return this.texts.say(`lessons.explore.${name}`, values);
  }

  async begin() {
    const { watch, show, person } = this.lesson.explore;
    await this.stage.load(this.config(), { watch, show });
    if (person !== null) await this.stage.select(watch, person);
    this.stage.speed = this.stage.config.weeks / 13;
  }

  // How many trust the person whom the lesson is about less than in the same world where nothing happened. While it
  // plays there is no number: it would always be one of weeks ago.
  async count() {
    const { person } = this.lesson.explore;
    if (person === null) return;
    const { playing, week } = this.stage;
    const config = this.config();
    const asked = (this.asked = {});
    const count = playing ? null : await this.measures.of({ what: "fallen", of: person, config, week, without: { ...config, events: [] } });
    if (this.asked !== asked) return;
    const { [person]: name } = namesOf(this.lesson, this.texts);
    this.fallen.textContent = count === null ? "" : this.say("fallen", { count, week, name });
  }

  config() {
    const settings = this.lesson.explore.dials.map((dial, number) => dial.settings[this.places[number]]);
    return settings.reduce(changed, this.lesson.explore.config);
  }

  label(dial) {
    const text = `lessons.${this.lesson.name}`;
    return this.texts.say(dial.names.length > 0 ? `${text}.choices.${dial.name}.title` : `${text}.dials.${dial.name}`);
  }

  value(dial, place) {
    if (dial.names.length > 0) return this.texts.say(`lessons.${this.lesson.name}.choices.${dial.name}.${dial.names[place]}`);
    return this.texts.number(Object.values(dial.settings[place])[0]);
  }

  told() {
    const { frame, week } = this.stage;
    const dials = this.lesson.explore.dials
      .map((dial, number) => this.say("dial", { label: this.label(dial), value: this.value(dial, this.places[number]) }))
      .join("; ");
    const { trust, survival } = frame.measures;
    return this.say("shown", { dials, week, trust: this.texts.number(trust, 2, 2), survival: this.texts.percent(survival) });
  }

  dial(dial, number) {
    const turn = (place) => {
      this.places[number] = place;
      this.stage.become("dial", this.config());
    };
    if (dial.names.length > 0) {
      const boxes = dial.names.map((name, place) => {
        const box = make("input", { type: "radio", name: `dial-${number}`, value: name, on: { change: () => turn(place) } });
        box.checked = place === dial.start;
        return make("label", { class: "check" }, box, this.value(dial, place));
      });
      return make("fieldset", { class: "choices" }, make("legend", { text: this.label(dial) }), ...boxes);
    }
    const output = make("output", { text: this.value(dial, dial.start) });
    const id = `dial-${number}`;
    const slider = make("input", { type: "range", id, min: 0, max: dial.settings.length - 1, step: 1, value: dial.start });
    const show = () => {
      output.textContent = this.value(dial, Number(slider.value));
      slider.setAttribute("aria-valuetext", output.textContent);
    };
    slider.addEventListener("input", () => {
      show();
      turn(Number(slider.value));
    });
    show();
    return make("div", { class: "dial" }, make("label", { for: id, text: this.label(dial) }), output, slider);
  }
}
