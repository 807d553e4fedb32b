// Play and pause, one week, back to the beginning, how fast, and which week.

import { freshName, make } from "elements";

// Weeks in a second.
export const SPEEDS = { slow: 2, middle: 6, fast: 20 };

const LONGEST = 0.5; // seconds between two pictures; a page that was asleep does not leap

// Call `act(seconds)` before each picture, with what has passed since the last one, until it returns false.
export function eachPicture(act) {
  let last = null;
  const tick = (time) => {
    const seconds = last === null ? 0 : Math.min((time - last) / 1000, LONGEST);
    last = time;
    if (act(seconds)) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

export class Transport {
  // `stage` is what is played.
  constructor(stage, texts) {
    this.texts = texts;
    const say = (name) => texts.say(`page.transport.${name}`);
    this.play = make("button", {
      type: "button",
      class: "primary play",
      data: { act: "play" },
      on: { click: () => (stage.playing ? stage.pause() : stage.play()) },
    });
    const step = make("button", {
      type: "button",
      text: say("step"),
      data: { act: "step" },
      on: { click: () => stage.step(1) },
    });
    const first = make("button", {
      type: "button",
      text: say("first"),
      data: { act: "first" },
      on: { click: () => stage.seek(0) },
    });
    this.speed = make(
      "select",
      { "aria-label": say("speed"), on: { change: () => (stage.speed = SPEEDS[this.speed.value]) } },
      ...Object.keys(SPEEDS).map((name) => make("option", { value: name, text: say(`speeds.${name}`) })),
    );
    this.speed.value = "middle";
    stage.speed = SPEEDS.middle;
    const name = freshName("week");
    this.week = make("input", {
      type: "range",
      id: name,
      class: "week",
      min: 0,
      step: 1,
      on: { input: () => stage.seek(Number(this.week.value)) },
    });
    this.label = make("label", { for: name, class: "week-label" });
    this.element = make(
      "div",
      { class: "transport", role: "group", "aria-label": say("title") },
      make("div", { class: "buttons" }, this.play, step, first, this.speed),
      make("div", { class: "week-line" }, this.label, this.week),
    );
  }

  show(week, weeks, playing) {
    const { texts } = this;
    const text = texts.say(playing ? "page.transport.pause" : "page.transport.play");
    if (this.play.textContent !== text) this.play.textContent = text;
    this.label.textContent = texts.say("page.transport.week", { week, weeks });
    this.week.max = weeks;
    this.week.value = week;
    this.week.setAttribute("aria-valuetext", this.label.textContent);
  }
}
