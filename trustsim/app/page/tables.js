// The same as the pictures show, as tables.

import { make, makeTable } from "elements";

const ROWS = 26; // weeks in the table of weeks: evenly spaced, the present one among them

export class Tables {
  constructor(texts) {
    this.texts = texts;
    this.places = make("div", { class: "tables-inside" });
    this.element = make(
      "details",
      { class: "panel tables", on: { toggle: () => this.fill() } },
      make("summary", { text: texts.say("page.tables.title") }),
      this.places,
    );
  }

  // Tables are made when somebody looks at them.
  show(course, week, watch) {
    this.now = { course, week, watch };
    this.fill();
  }

  fill() {
    if (!this.element.open || !this.now) return;
    const focused = this.places.contains(document.activeElement) ? document.activeElement.dataset.table : null;
    this.places.replaceChildren(this.holder("weeks", this.weeks()), this.holder("ties", this.ties()));
    if (focused) this.places.querySelector(`[data-table=${focused}]`).focus();
  }

  holder(name, table) {
    const label = this.texts.say(`page.tables.${name}`);
    return make(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": label, data: { table: name } },
      table,
    );
  }

  weeks() {
    const { texts } = this;
    const { course, week, watch } = this.now;
    const step = Math.max(1, Math.ceil(week / ROWS));
    const weeks = [];
    for (let each = 0; each < week; each += step) weeks.push(each);
    weeks.push(week);
    const names = ["trust", "survival", "intimacy", "pain"];
    const two = (value) => texts.number(value, 2, 2);
    const headings = [texts.say("page.tables.week"), ...names.map((name) => texts.say(`page.monitors.${name}`))];
    const tie = watch ? course.tie(...watch) : undefined;
    if (tie !== undefined) {
      const [a, b] = watch.map((person) => course.start.people[person]);
      headings.push(texts.say("page.monitors.tie_title", { a, b }));
    }
    const rows = weeks.map((each) => {
      const frame = course.frames[each];
      const cells = names.map((name) => two(frame.measures[name]));
      if (tie !== undefined) cells.push(two(course.trust(tie, each)));
      return [texts.number(each), ...cells];
    });
    return makeTable(texts.say("page.tables.weeks"), headings, rows);
  }

  ties() {
    const { texts } = this;
    const { course, week } = this.now;
    const { pairs, people, kinds } = course.start;
    const frame = course.frames[week];
    const share = (byte) => texts.number(byte / 255, 2, 2);
    const rows = pairs.map(([a, b], pair) => {
      const alive = frame.alive[pair];
      return [
        texts.say("page.tables.pair", { a: people[a], b: people[b] }),
        kindName(texts, kinds[pair]),
        alive ? share(frame.trust[2 * pair]) : texts.say("page.monitors.over"),
        alive ? share(frame.trust[2 * pair + 1]) : texts.say("page.monitors.over"),
        alive ? share(frame.intimacy[pair]) : "–",
      ];
    });
    const headings = ["pair_heading", "kind", "first", "second", "close"].map((name) =>
      texts.say(`page.tables.${name}`),
    );
    return makeTable(texts.say("page.tables.ties_in", { week }), headings, rows);
  }
}

// A kind of relationship in words: a kind of a config's own is called as it is there.
export function kindName(texts, kind) {
  return texts.has(`page.kinds.${kind}`) ? texts.say(`page.kinds.${kind}`) : kind;
}
