// From play to experiment: what was played as a config, and the commands that run it.

import { freshName, make } from "elements";

export class Takeaway {
  constructor(source, texts, say) {
    this.source = source;
    this.texts = texts;
    this.say = say;
    this.title = make("h2", { id: freshName("takeaway") });
    this.body = make("div");
    this.dialog = make(
      "dialog",
      { class: "takeaway", "aria-labelledby": this.title.id },
      this.title,
      this.body,
      make("button", {
        type: "button",
        class: "primary",
        text: texts.say("page.takeaway.close"),
        on: { click: () => this.dialog.close() },
      }),
    );
  }

  // `what`: "yaml" or "many".
  async show(what, config) {
    const { texts } = this;
    const { yaml, commands } = await this.source.yaml(config);
    this.title.textContent = texts.say(`page.takeaway.${what}_title`);
    const parts = [this.copied(yaml, texts.say("page.takeaway.config"), 14)];
    const many = [this.copied(commands.many, texts.say("page.takeaway.often"), 2)];
    const once = [this.copied(commands.once, texts.say("page.takeaway.once"), 2)];
    this.body.replaceChildren(
      make("p", { text: texts.say(`page.takeaway.${what}_about`) }),
      ...(what === "yaml" ? [...parts, ...once] : [...many, ...parts]),
    );
    this.dialog.showModal();
    await this.copy(what === "yaml" ? yaml : commands.many);
  }

  copied(text, label, rows) {
    const name = freshName("copied");
    return make(
      "div",
      { class: "copied" },
      make("label", { for: name, text: label }),
      make("button", {
        type: "button",
        text: this.texts.say("page.takeaway.copy"),
        on: { click: () => this.copy(text) },
      }),
      make("textarea", { id: name, readonly: true, rows, spellcheck: "false", value: text }),
    );
  }

  // Browsers may refuse; the text can then be marked and copied by hand.
  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.say(this.texts.say("page.takeaway.done"));
    } catch {
      this.say(this.texts.say("page.takeaway.by_hand"));
    }
  }
}
