// Controls for the settings, made from their descriptions in settings.json.

import { freshName, make } from "elements";

// A slider with its name, its value and what it means. `setting`: {name, about, low, high, default, mark, whole}, of which
// the last two may be missing; `turn(value, gesture)` is called while it moves: one gesture from taking it to letting it go.
export class Dial {
  constructor(texts, setting, { label, hint = null, turn }) {
    this.texts = texts;
    this.setting = setting;
    const name = freshName("dial");
    const { low, high } = setting;
    let gesture = Symbol(setting.name);
    this.output = make("output", { for: name });
    this.input = make("input", {
      type: "range",
      id: name,
      min: low,
      max: high,
      step: setting.whole ? 1 : stepOf(low, high),
      "aria-describedby": `${name}-about`,
      data: { setting: setting.name },
      on: {
        input: () => {
          this.write(Number(this.input.value));
          turn(Number(this.input.value), gesture);
        },
        change: () => {
          gesture = Symbol(setting.name);
        },
      },
    });
    const mark = setting.mark
      ? make("abbr", {
          class: `mark mark-${setting.mark}`,
          title: texts.say(`page.marks.${setting.mark}`),
          text: setting.mark,
        })
      : null;
    const about = make("span", { id: `${name}-about`, class: "about" }, setting.about, mark ? " " : null, mark);
    if (hint) about.append(" ", make("span", { class: "hint", text: hint }));
    this.element = make(
      "div",
      { class: "dial" },
      make("label", { for: name, text: label }),
      this.output,
      this.input,
      about,
    );
  }

  write(value) {
    this.output.textContent = value === null ? this.texts.say("page.settings.none") : this.texts.number(value, 3);
  }

  // Show a value; undefined is the default.
  put(value) {
    const now = value === undefined ? this.setting.default : value;
    if (typeof now === "object" && now !== null) {
      this.output.textContent = this.texts.say("page.settings.spread");
      return;
    }
    this.input.value = now ?? (this.setting.low + this.setting.high) / 2;
    this.write(now);
  }
}

// About a hundred steps of a round size.
function stepOf(low, high) {
  const raw = (high - low) / 100;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= raw * 0.999);
  return Number(step.toPrecision(3));
}

// A list to choose one from. `options`: [{value, text}].
export class Choice {
  constructor(label, options, turn) {
    const name = freshName("choice");
    this.select = make(
      "select",
      { id: name, on: { change: () => turn(this.select.value) } },
      ...options.map(({ value, text }) => make("option", { value, text })),
    );
    this.element = make("div", { class: "choice" }, make("label", { for: name, text: label }), this.select);
  }

  put(value) {
    this.select.value = value;
  }
}

// A whole number to type.
export class Count {
  constructor(label, { low, high }, turn) {
    const name = freshName("count");
    this.input = make("input", {
      type: "number",
      id: name,
      min: low,
      max: high,
      step: 1,
      on: {
        change: () => {
          if (this.input.checkValidity() && this.input.value !== "") turn(Number(this.input.value));
          else this.input.reportValidity();
        },
      },
    });
    this.element = make("div", { class: "choice" }, make("label", { for: name, text: label }), this.input);
  }

  put(value) {
    this.input.value = value;
  }
}

// A name as it is read: of the texts where they have one, else as in a config.
export function nameOf(texts, name) {
  return texts.has(`page.names.${name}`) ? texts.say(`page.names.${name}`) : name.replaceAll("_", " ");
}
