// The life of a person or a tie in words, in a drawer beside the pictures.

import { make } from "elements";

export class Life {
  constructor(stage, texts, wrong) {
    this.stage = stage;
    this.texts = texts;
    this.wrong = wrong;
    this.title = make("h2", { tabindex: -1 });
    this.told = make("div", { class: "told" });
    this.element = make(
      "aside",
      {
        class: "life",
        "aria-label": texts.say("page.life.label"),
        hidden: true,
        on: {
          keydown: (event) => {
            if (event.key === "Escape") this.hide();
          },
        },
      },
      make("button", {
        type: "button",
        class: "close",
        text: texts.say("page.life.close"),
        on: { click: () => this.hide() },
      }),
      this.title,
      this.told,
    );
    this.asked = 0;
    stage.addEventListener("asked", (event) => this.tell(event.detail.who));
    stage.addEventListener("playing", (event) => event.detail.playing && this.hide());
    for (const kind of ["loaded", "changed"]) stage.addEventListener(kind, () => this.hide());
  }

  async tell(who) {
    const { stage, texts } = this;
    this.asked += 1;
    const asked = this.asked;
    this.before = document.activeElement;
    this.title.textContent = texts.say("page.life.asking");
    this.told.replaceChildren();
    this.element.hidden = false;
    this.title.focus();
    let life;
    try {
      life = await stage.source.explain(stage.config, stage.week, who);
    } catch (error) {
      life = { title: texts.say("page.life.label"), paragraphs: [this.wrong(error)] };
    }
    if (asked !== this.asked) return;
    this.title.textContent = life.title;
    this.told.replaceChildren(...life.paragraphs.map((text) => make("p", { text })));
  }

  hide() {
    this.asked += 1;
    const within = this.element.contains(document.activeElement);
    this.element.hidden = true;
    if (within) this.before?.focus(); // the focus is not lost with what had it
  }
}
