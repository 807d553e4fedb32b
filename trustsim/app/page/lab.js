// Lab: everything can be changed while it runs. At its heart: one betrayal, and undo.

import { settled, traitAt, valueAt } from "config";
import { Diagram } from "diagram";
import { Choice, Count, Dial, nameOf } from "dials";
import { make } from "elements";
import { Life } from "life";
import { Stage } from "stage";
import { Takeaway } from "takeaway";

// The four main sliders.
export const MAIN = ["traits.forgiveness", "traits.transparency", "traits.reliability", "parameters.gossip_reach"];
const MOST_PEOPLE = 200;
const LONGEST = 1040;
// Of everyday encounters; they sum to 1, so that one of them moves the others.
const SHARES = ["promise_share", "conversation_share", "boundary_share", "confidence_share"];
// On the page nobody makes new ties: frames hold those that there are.
const NOT_HERE = ["new_ties", "new_tie_through_friends"];
const HIGHEST = 30; // of a number of a network that has no limit of its own

let lab = null;

export async function open(element, context) {
  lab = new Lab(element, context);
  await lab.begin();
}

export function close() {
  lab?.close();
  lab = null;
}

export const acts = {
  play: () => (lab.stage.playing ? lab.stage.pause() : lab.stage.play()),
  step: () => lab.stage.step(1),
  betray: () => lab.betray(),
  undo: () => lab.undo(),
};

// The settings that a page may change, by path: those of people, then those of the law that is chosen.
export function described(settings) {
  const found = new Map();
  for (const kind of ["traits", "parameters"]) {
    for (const setting of settings[kind]) {
      if (setting.low < setting.high && !NOT_HERE.includes(setting.name)) found.set(`${kind}.${setting.name}`, setting);
    }
  }
  return found;
}

class Lab {
  constructor(element, context) {
    this.context = context;
    this.texts = context.texts;
    this.settings = described(context.settings);
    this.holder = make("div", { class: "stage-holder" });
    this.stage = new Stage(this.holder, context.source, context.texts);
    this.stage.say = context.say;
    this.controls = new Map(); // path → what shows and changes it
    this.chosen = {}; // the kind of network and the law whose own numbers are shown
    this.takeaway = new Takeaway(context.source, context.texts, context.say);
    this.diagram = new Diagram(context.source, context.texts, context.wrong);
    this.life = new Life(this.stage, context.texts, context.wrong);
    this.buildHeart();
    element.replaceChildren(
      make(
        "div",
        { class: "lab" },
        make("h2", { class: "visually-hidden", text: this.say("title") }),
        this.buildSettings(),
        this.holder,
        context.source.can.diagram ? this.diagram.element : null,
      ),
      this.life.element,
      this.takeaway.dialog,
    );
    this.listen();
  }

  say(name, values) {
    return this.texts.say(`page.lab.${name}`, values);
  }

  async begin() {
    const state = this.context.address.read();
    await this.stage.load(state.config, { watch: state.watch, week: state.week });
    this.diagram.ask(settled(state.config, this.stage.week));
  }

  close() {
    this.closed = true;
    clearTimeout(this.later);
    this.stage.close();
    this.diagram.close();
  }

  listen() {
    const on = (kind, act) => this.stage.addEventListener(kind, (event) => act(event.detail));
    on("loaded", () => {
      this.stage.heart.replaceChildren(this.heart);
      this.refresh();
    });
    on("wanted", ({ config }) => this.diagram.ask(settled(config, this.stage.week)));
    on("changed", ({ what }) => {
      this.refresh();
      if (what === "undo") this.context.say(this.say("undone"));
    });
    on("selected", () => this.refresh());
    on("frame", () => {
      if (!this.stage.playing) this.refresh();
      else {
        this.showTarget();
        this.remember();
      }
    });
    on("playing", ({ playing }) => {
      this.refresh();
      if (!playing) this.context.say(this.say("paused", this.means()));
    });
    on("ended", () => this.context.say(this.say("ended", this.means())));
    on("refused", ({ error }) => {
      this.refresh();
      this.context.say(this.context.wrong(error));
    });
  }

  means() {
    const { frame, week } = this.stage;
    const { trust, survival } = frame.measures;
    return { week, trust: this.texts.number(trust, 2, 2), survival: this.texts.percent(survival) };
  }

  // ---- the heart

  buildHeart() {
    this.betrayal = make("button", {
      type: "button",
      class: "betray",
      text: this.say("betray"),
      data: { act: "betray" },
      on: { click: () => this.betray() },
    });
    this.back = make("button", {
      type: "button",
      class: "undo",
      text: this.say("undo"),
      data: { act: "undo" },
      on: { click: () => this.undo() },
    });
    this.manner = make(
      "select",
      { class: "manner", "aria-label": this.say("manner.title") },
      ...["open", "hidden", "apology"].map((value) => make("option", { value, text: this.say(`manner.${value}`) })),
    );
    this.whom = make("p", { class: "whom" });
    this.heart = make(
      "div",
      { class: "heart-inside" },
      make("div", { class: "heart-buttons" }, this.betrayal, this.back),
      make("div", { class: "how" }, this.manner, this.whom),
    );
  }

  // [who trusts, whom]: the chosen tie, else whoever is closest to the chosen person, else the two closest.
  target() {
    const { watch, course, week, person } = this.stage;
    return watch ?? course?.closest(week, person) ?? null;
  }

  names([a, b]) {
    const { people } = this.stage.course.start;
    return { a: people[a], b: people[b] };
  }

  async betray() {
    const { stage } = this;
    const target = this.target();
    if (target === null || stage.week >= stage.config.weeks) {
      this.context.say(this.say(target === null ? "nobody" : "over"));
      return;
    }
    const tie = stage.course.tie(...target);
    const names = this.names(target);
    if (!stage.frame.alive[tie >> 1]) {
      this.context.say(this.say("tie_over", names));
      return;
    }
    const before = stage.course.trust(tie, stage.week);
    await stage.select(target);
    const manner = { open: {}, hidden: { hidden: true }, apology: { apology: true } }[this.manner.value];
    const { week } = stage;
    const event = { what: "betrayal", who: names.b, to: names.a, ...manner };
    if (!(await stage.happen(event))) return;
    const after = stage.course.trust(tie, Math.min(week + 1, stage.course.last));
    const share = (value) => (value === null ? this.texts.say("page.monitors.over") : this.texts.number(value, 2, 2));
    const said = this.manner.value === "hidden" ? "betrayed_hidden" : "betrayed";
    this.context.say(this.say(said, { week, before: share(before), after: share(after), ...names }));
    this.refresh();
  }

  async undo() {
    if (this.stage.history.length === 0) this.context.say(this.say("nothing"));
    else await this.stage.undo();
  }

  // ---- settings

  buildSettings() {
    const main = MAIN.map((path) => this.dial(path, true));
    const people = [...this.settings.keys()].filter((path) => path.startsWith("traits.") && !MAIN.includes(path));
    const law = [...this.settings.keys()].filter((path) => path.startsWith("parameters.") && !MAIN.includes(path));
    const group = (name, ...inside) =>
      make("section", { class: "group" }, make("h3", { text: this.say(`groups.${name}`) }), ...inside);
    const buttons = this.context.source.can.yaml
      ? ["yaml", "many"].map((what) =>
          make("button", {
            type: "button",
            text: this.texts.say(`page.takeaway.${what}`),
            data: { act: what },
            on: { click: () => this.take(what) },
          }),
        )
      : [];
    return make(
      "section",
      { class: "panel settings", "aria-label": this.say("settings") },
      ...main,
      make(
        "details",
        { class: "advanced" },
        make("summary", { text: this.say("advanced") }),
        group("world", ...this.world()),
        group("people", ...people.map((path) => this.dial(path))),
        group("law", ...this.law(), ...law.map((path) => this.dial(path))),
      ),
      make("div", { class: "take" }, ...buttons),
    );
  }

  dial(path, main = false) {
    const setting = this.settings.get(path);
    const [kind, name] = path.split(".");
    const turn = (value, gesture) => {
      if (kind === "traits") this.stage.setTrait(name, value, gesture);
      else if (SHARES.includes(name)) this.stage.setNumber("parameters", this.sharedOut(name, value), gesture);
      else this.stage.setNumber(path, value, gesture);
    };
    const hint = main ? this.say(kind === "traits" ? "from_now" : "from_start") : null;
    const dial = new Dial(this.texts, setting, { label: nameOf(this.texts, name), hint, turn });
    this.controls.set(path, dial);
    return dial.element;
  }

  // The parameters with one share of encounters moved, and the others so that all sum to 1.
  sharedOut(name, value) {
    const { parameters = {} } = this.stage.config;
    const now = (each) => parameters[each] ?? this.settings.get(`parameters.${each}`).default;
    const others = SHARES.filter((each) => each !== name);
    const sum = others.reduce((total, each) => total + now(each), 0);
    const left = (each) => (sum > 0 ? now(each) / sum : 1 / others.length) * (1 - value);
    return { ...parameters, [name]: value, ...Object.fromEntries(others.map((each) => [each, left(each)])) };
  }

  law() {
    const laws = this.context.settings.laws.map(({ name, about }) => ({
      value: name,
      text: `${nameOf(this.texts, name)}: ${about}`,
    }));
    const choice = new Choice(this.say("law"), laws, (value) => this.stage.setNumber("law", value));
    this.controls.set("law", choice);
    this.lawNumbers = make("div", { class: "own-numbers" });
    return [choice.element, this.lawNumbers];
  }

  // Who is there, who knows whom, how long.
  world() {
    const count = (path, low, high) => {
      const field = new Count(this.say(`world.${path}`), { low, high }, (value) => this.stage.setNumber(path, value));
      this.controls.set(path, field);
      return field.element;
    };
    const kinds = this.context.settings.networks.map(({ kind }) => ({ value: kind, text: nameOf(this.texts, kind) }));
    const choice = new Choice(this.say("world.network"), kinds, (kind) =>
      this.stage.setNumber("network", this.networkOf(kind)),
    );
    this.controls.set("network.kind", choice);
    this.networkNumbers = make("div", { class: "own-numbers" });
    return [
      count("people", 2, MOST_PEOPLE),
      choice.element,
      this.networkNumbers,
      count("weeks", 4, LONGEST),
      count("seed", 0, 2 ** 31 - 1),
    ];
  }

  networkOf(kind) {
    const { numbers } = this.context.settings.networks.find((each) => each.kind === kind);
    return { kind, ...Object.fromEntries(numbers.map(({ name, default: usual }) => [name, usual])) };
  }

  // The numbers that the chosen kind of network, or the chosen law, has of its own.
  showOwn(of, chosen, numbers, place, turn) {
    if (this.chosen[of] === chosen) return;
    this.chosen[of] = chosen;
    for (const path of [...this.controls.keys()]) {
      if (path.startsWith(`${of}.`) && path !== "network.kind") this.controls.delete(path);
    }
    const dials = numbers.map((setting) => {
      const within = { ...setting, low: setting.low ?? 0, high: setting.high ?? HIGHEST };
      const dial = new Dial(this.texts, within, {
        label: nameOf(this.texts, setting.name),
        turn: (value, gesture) => turn(setting.name, value, gesture),
      });
      this.controls.set(`${of}.${setting.name}`, dial);
      return dial.element;
    });
    place.replaceChildren(...dials);
  }

  showNetwork({ kind }) {
    const found = this.context.settings.networks.find((each) => each.kind === kind);
    this.showOwn("network", kind, found?.numbers ?? [], this.networkNumbers, (name, value, gesture) =>
      this.stage.setNumber(`network.${name}`, value, gesture),
    );
  }

  showLaw(law) {
    const name = law?.name ?? law;
    const found = this.context.settings.laws.find((each) => each.name === name);
    this.showOwn("law", name, found?.numbers ?? [], this.lawNumbers, (number, value, gesture) => {
      const now = this.stage.config.law;
      this.stage.setNumber("law", { ...(typeof now === "string" ? { name: now } : now), [number]: value }, gesture);
    });
  }

  async take(what) {
    try {
      await this.takeaway.show(what, this.stage.config);
    } catch (error) {
      this.context.say(this.context.wrong(error));
    }
  }

  // Everything as the config has it now.
  refresh() {
    const { stage } = this;
    if (!stage.course) return;
    const { config, week } = stage;
    this.showNetwork(config.network);
    this.showLaw(config.law);
    for (const [path, control] of this.controls) {
      if (control.input?.matches(":active")) continue; // somebody is drawing it
      const [kind, name] = path.split(".");
      if (path === "law") control.put(config.law?.name ?? config.law);
      else control.put(kind === "traits" ? traitAt(config, name, week) : valueAt(config, path));
    }
    this.back.disabled = stage.history.length === 0;
    this.showTarget();
    this.remember(true);
  }

  // Whom a betrayal would hit in the week that is shown.
  showTarget() {
    const { stage } = this;
    const target = this.target();
    const said = stage.watch || stage.person !== null ? "whom" : "whom_closest";
    const text = target === null ? this.say("nobody") : this.say(said, this.names(target));
    if (this.whom.textContent !== text) this.whom.textContent = text;
  }

  // The address follows; often enough for whoever copies it, seldom enough for browsers that count.
  remember(atOnce = false) {
    clearTimeout(this.later);
    if (this.closed) return;
    const write = () => {
      const { config, week, watch } = this.stage;
      this.context.address.write({ mode: "lab", config, week, watch });
    };
    if (atOnce || !this.stage.playing) write();
    else this.later = setTimeout(write, 300);
  }
}
