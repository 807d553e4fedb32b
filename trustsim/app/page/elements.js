// Making parts of the page in one expression.

// make("button", {class: "large", text: "Play", on: {click: f}}, child, …). Attributes that are null, undefined or false
// are left out; true gives an empty one. `data` sets data attributes.
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") element.textContent = value;
    else if (name === "on") for (const [kind, act] of Object.entries(value)) element.addEventListener(kind, act);
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name === "value") element.value = value;
    else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

let made = 0;

// A name for an element that labels or describes another.
export function freshName(stem) {
  made += 1;
  return `${stem}-${made}`;
}

// A table of `rows` (lists of texts) under `headings`; the first of each row is its heading.
export function makeTable(caption, headings, rows) {
  return make(
    "table",
    {},
    make("caption", { text: caption }),
    make("thead", {}, make("tr", {}, ...headings.map((text) => make("th", { scope: "col", text })))),
    make(
      "tbody",
      {},
      ...rows.map(([first, ...cells]) =>
        make("tr", {}, make("th", { scope: "row", text: first }), ...cells.map((text) => make("td", { text }))),
      ),
    ),
  );
}
