// A few numbers, large: how everybody is, and how one tie is.

import { make } from "elements";

const MEANS = ["trust", "survival", "intimacy", "pain"];

export class Monitors {
  constructor(texts) {
    this.texts = texts;
    this.values = new Map();
    this.labels = new Map();
    this.note = make("dd", { class: "note" });
    const all = make("dl", { class: "monitors" }, ...MEANS.map((name) => this.monitor(name)));
    this.tieTitle = make("h3", { class: "tie-title" });
    this.tie = make("dl", { class: "monitors" }, ...["tie", "since", "still"].map((name) => this.monitor(name)));
    this.element = make("div", { class: "monitor-panel" }, all);
    this.tieElement = make("div", { class: "monitor-panel tie-panel" }, this.tieTitle, this.tie);
  }

  monitor(name) {
    const value = make("dd", { data: { monitor: name } });
    this.values.set(name, value);
    const label = make("dt", { text: this.texts.say(`page.monitors.${name}`) });
    this.labels.set(name, label);
    const note = name === "still" ? this.note : null;
    return make("div", { class: `monitor monitor-${name}` }, label, value, note);
  }

  put(name, text, value = null) {
    const place = this.values.get(name);
    if (place.textContent !== text) place.textContent = text;
    place.dataset.value = value === null ? "" : String(value); // in full
  }

  // `frame`: the week's; `tie`: what tie.js says of the watched one, or null.
  show(frame, tie) {
    const { texts } = this;
    for (const name of MEANS) {
      const value = frame.measures[name];
      this.put(name, name === "survival" ? texts.percent(value) : texts.number(value, 2, 2), value);
    }
    if (tie === null) return;
    const title = texts.say("page.monitors.tie_title", tie.names);
    if (this.tieTitle.textContent !== title) this.tieTitle.textContent = title;
    this.put("tie", tie.trust === null ? texts.say("page.monitors.over") : texts.number(tie.trust, 2, 2), tie.trust);
    const since = texts.say(tie.betrayal === null ? "page.monitors.since" : "page.monitors.since_betrayal");
    const label = this.labels.get("since");
    if (label.textContent !== since) label.textContent = since;
    this.put("since", tie.since === null ? "–" : texts.number(tie.since), tie.since);
    this.put("still", tie.still, tie.stillValue);
    if (this.note.textContent !== tie.note) this.note.textContent = tie.note;
  }
}
