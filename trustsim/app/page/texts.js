// All words of the page come from one file a language (trustsim/texts); this looks them up and fills in numbers.

export class Texts {
  // `mapping`: the file as it is, with `language` in it.
  constructor(mapping) {
    this.mapping = mapping;
    this.language = mapping.language;
    this.plural = new Intl.PluralRules(this.language);
  }

  // The text at a path such as "page.lab.betray". `{name}` in it becomes values.name; a text with the keys `one` and
  // `other` (and others, as the language has them) is chosen by values.count. A path that is missing is an error.
  say(path, values = {}) {
    let text = this.find(path);
    if (text !== null && typeof text === "object") text = text[this.plural.select(values.count)] ?? text.other;
    if (typeof text !== "string") throw new Error(`no text ${path}`);
    return text.replace(/\{(\w+)\}/g, (_, name) => {
      if (!(name in values)) throw new Error(`the text ${path} needs ${name}`);
      return typeof values[name] === "number" ? this.number(values[name]) : String(values[name]);
    });
  }

  has(path) {
    return this.find(path) !== undefined;
  }

  find(path) {
    return path.split(".").reduce((place, key) => place?.[key], this.mapping);
  }

  // A number as it is read: `digits` after the point at most; nothing for one that is not there.
  number(value, digits = 2, least = 0) {
    if (value === null || value === undefined || Number.isNaN(value)) return "–";
    return new Intl.NumberFormat(this.language, { maximumFractionDigits: digits, minimumFractionDigits: least }).format(
      value,
    );
  }

  percent(value) {
    if (value === null || value === undefined || Number.isNaN(value)) return "–";
    return new Intl.NumberFormat(this.language, { style: "percent" }).format(value);
  }
}
