// How the page looks (theme, size), help, and the question for a code.

import { make } from "elements";

// Keys that change a run, which a recorded lesson cannot.
const CHANGING = ["b", "u"];
const KEYS = ["space", "dot", "b", "u", "modes", "arrows", "pages", "enter", "escape", "help"];

// What a visitor has chosen stays with the browser, where that lets it.
function kept(name, value) {
  try {
    if (value !== undefined) localStorage.setItem(`trustsim ${name}`, value);
    return localStorage.getItem(`trustsim ${name}`);
  } catch {
    return null;
  }
}

function choose(name, value) {
  document.documentElement.dataset[name] = value;
  kept(name, value);
  window.dispatchEvent(new Event("theme"));
}

export function tools(texts, showHelp) {
  const root = document.documentElement.dataset;
  root.theme = kept("theme") ?? "auto";
  root.size = kept("size") ?? "ordinary";
  root.keys = kept("keys") ?? "on";
  const theme = make(
    "select",
    { "aria-label": texts.say("page.tools.theme"), on: { change: () => choose("theme", theme.value) } },
    ...["auto", "light", "dark"].map((name) =>
      make("option", { value: name, text: texts.say(`page.tools.themes.${name}`) }),
    ),
  );
  theme.value = root.theme;
  const size = make("button", {
    type: "button",
    text: texts.say("page.tools.projector"),
    "aria-pressed": String(root.size === "projector"),
    on: {
      click: () => {
        choose("size", root.size === "projector" ? "ordinary" : "projector");
        size.setAttribute("aria-pressed", String(root.size === "projector"));
      },
    },
  });
  window
    .matchMedia("(prefers-color-scheme: dark)")
    .addEventListener("change", () => window.dispatchEvent(new Event("theme")));
  const help = make("button", {
    type: "button",
    text: texts.say("page.help.open"),
    data: { act: "help" },
    on: { click: showHelp },
  });
  return make("div", { class: "tools" }, theme, size, help);
}

export function helpDialog(texts, modes) {
  const say = (name) => texts.say(`page.help.${name}`);
  const keys = make("input", { type: "checkbox", on: { change: () => choose("keys", keys.checked ? "on" : "off") } });
  keys.checked = kept("keys") !== "off";
  const dialog = make(
    "dialog",
    { class: "help", "aria-labelledby": "help-title" },
    make("h2", { id: "help-title", text: say("title") }),
    ...modes.map((mode) =>
      make("p", {}, make("strong", { text: texts.say(`page.modes.${mode}`) }), ` ${say(`modes.${mode}`)}`),
    ),
    make("h3", { text: say("keys_title") }),
    make(
      "dl",
      { class: "keys" },
      ...KEYS.filter((key) => modes.includes("lab") || !CHANGING.includes(key)).map((key) =>
        make(
          "div",
          {},
          make("dt", {}, make("kbd", { text: key === "modes" ? modes.map((_, place) => place + 1).join(" ") : say(`keys.${key}.key`) })),
          make("dd", { text: say(`keys.${key}.does`) }),
        ),
      ),
    ),
    make("label", { class: "check" }, keys, say("keys_on")),
    make("p", { class: "limits", text: say("limits") }),
    make("button", {
      type: "button",
      class: "primary",
      autofocus: true,
      text: say("close"),
      on: { click: () => dialog.close() },
    }),
  );
  return dialog;
}

// Ask for the code that a server on a classroom's network wants; a promise of what was typed.
export function askForCode(texts, why) {
  return new Promise((answer) => {
    const field = make("input", { type: "text", id: "code", autocomplete: "off", required: true });
    const form = make(
      "form",
      { class: "code" },
      make("h1", { text: texts.say("page.title") }),
      make("p", { text: why, role: "alert" }),
      make("label", { for: "code", text: texts.say("page.code") }),
      field,
      make("button", { class: "primary", text: texts.say("page.enter") }),
    );
    const dialog = make("dialog", { "aria-label": texts.say("page.code") }, form);
    dialog.addEventListener("cancel", (event) => event.preventDefault()); // without a code there is nothing to see
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      dialog.remove();
      answer(field.value.trim());
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
