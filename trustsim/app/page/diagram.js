// Forgiveness by transparency: how many relationships last, and how much trust there is in the end. Two tables of 25.

import { css, inkOn, Palette } from "colours";
import { make } from "elements";

export class Diagram {
  constructor(source, texts, wrong) {
    this.source = source;
    this.texts = texts;
    this.wrong = wrong;
    this.tables = make("div", { class: "diagrams" });
    this.state = make("p", { class: "muted", text: texts.say("page.diagram.about") });
    this.element = make(
      "details",
      { class: "panel diagram", on: { toggle: () => this.element.open && this.next && this.ask(this.next) } },
      make("summary", { text: texts.say("page.diagram.title") }),
      this.state,
      this.tables,
    );
    this.themed = () => this.answer && this.draw();
    window.addEventListener("theme", this.themed);
  }

  close() {
    window.removeEventListener("theme", this.themed);
  }

  // Draw it for a config. While one is under way only the last of those asked for since is kept.
  async ask(config) {
    this.next = config;
    if (!this.element.open || this.busy) return;
    this.busy = true;
    this.element.setAttribute("aria-busy", "true");
    while (this.next) {
      const { next } = this;
      this.next = null;
      try {
        this.answer = await this.source.diagram(next);
        this.asked = next;
        this.draw();
      } catch (error) {
        this.state.textContent = this.wrong(error);
      }
    }
    this.next = this.asked ?? null;
    this.busy = false;
    this.element.removeAttribute("aria-busy");
  }

  draw() {
    this.tables.replaceChildren(this.table("survival"), this.table("trust"));
  }

  table(name) {
    const { texts, answer } = this;
    const palette = new Palette();
    const say = (key) => texts.say(`page.diagram.${key}`);
    const cell = (value) => {
      const share = value ?? 0;
      const colour = palette.trust(share);
      const place = make("td", { text: texts.number(value, 2, 2), data: { value: String(value) } });
      place.style.background = css(colour);
      place.style.color = inkOn(colour);
      return place;
    };
    const rows = answer.forgiveness.map((forgiveness, row) =>
      make("tr", {}, make("th", { scope: "row", text: texts.number(forgiveness) }), ...answer[name][row].map(cell)),
    );
    return make(
      "table",
      { class: `heat heat-${name}` },
      make("caption", { text: say(name) }),
      make(
        "thead",
        {},
        make(
          "tr",
          {},
          make("th", { scope: "col", class: "corner", text: say("corner") }),
          ...answer.transparency.map((transparency) => make("th", { scope: "col", text: texts.number(transparency) })),
        ),
      ),
      make("tbody", {}, ...rows.reverse()),
    );
  }
}
