// The frame of the page: modes, keys, help, how it looks. What a mode shows is its own affair.
//
// A mode is a module with `open(element, context)` (may be a promise), `close()`, and `acts`: what the keys do there, by
// name (play, step, betray, undo), each may be missing. The context has `source`, `texts` (Texts), `settings`,
// `lessons`, `address` ({read(), write(state)}), `say(text)` for the live region.

import { readAddress, writeAddress } from "address";
import { make } from "elements";
import { connect } from "source";
import { Texts } from "texts";
import { askForCode, helpDialog, tools } from "tools";

// Story comes first where there are lessons; Lab and Compare need a source that runs any config, Explore is for one that
// has recorded some.
const MODES = [
  { name: "story", load: () => import("story"), possible: (source) => source.lessons.length > 0 },
  { name: "lab", load: () => import("lab"), possible: (source) => source.can.free },
  { name: "compare", load: () => import("compare"), possible: (source) => source.can.free },
  { name: "explore", load: () => import("explore"), possible: (source) => !source.can.free },
];
const KEYS = { " ": "play", ".": "step", b: "betray", u: "undo" };

const page = document.getElementById("page");
// What is asked for is fetched while the source is being asked for its texts.
MODES.find(({ name }) => name === readAddress().mode)
  ?.load()
  .catch(() => {}); // whoever opens it is told
const found = await connect({ askForCode: (why, words) => askForCode(new Texts({ language: "en", ...words }), why) });
const texts = new Texts(found.texts);
document.documentElement.lang = texts.language;

const modes = new Map(MODES.filter(({ possible }) => possible(found)).map(({ name, load }) => [name, load]));

const place = make("main", { id: "place", tabindex: -1 });
const said = make("p", { role: "status", "aria-live": "polite", class: "said" });
const help = helpDialog(texts, [...modes.keys()]);
const tabs = new Map(
  [...modes.keys()].map((name) => [
    name,
    make("button", {
      type: "button",
      class: "mode",
      text: texts.say(`page.modes.${name}`),
      on: { click: () => go(name) },
    }),
  ]),
);
page.replaceChildren(
  make(
    "header",
    {},
    make("h1", { text: texts.say("page.title") }),
    make("nav", { "aria-label": texts.say("page.modes.title") }, ...tabs.values()),
    tools(texts, () => help.showModal()),
  ),
  place,
  make("footer", {}, said),
  help,
);

const context = {
  source: found,
  texts,
  settings: found.settings,
  lessons: found.lessons,
  address: { read: () => readAddress(), write: writeAddress },
  say(text) {
    said.textContent = text;
  },
};

let open = null; // the name of the mode that is shown
let module = null; // and its module, when it is there
let turn = 0; // counts what was to be shown: what comes late must not take the place of what was asked for since

async function show(name) {
  turn += 1;
  const mine = turn;
  module?.close();
  module = null;
  open = name;
  for (const [each, tab] of tabs) {
    if (each === name) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
  document.title = texts.say("page.document_title", { mode: texts.say(`page.modes.${name}`) });
  document.body.dataset.mode = name;
  delete document.body.dataset.ready;
  context.say("");
  try {
    const loaded = await modes.get(name)();
    if (mine !== turn) return;
    module = loaded;
    await module.open(place, context);
  } catch (error) {
    if (mine === turn) place.replaceChildren(make("p", { class: "refused", role: "alert", text: wrong(error) }));
  }
  if (mine === turn) document.body.dataset.ready = name;
}

// What went wrong, in words: a refusal of the server as it says it, and otherwise that it cannot be reached.
function wrong(error) {
  if (error.status) return [error.message, error.mend].filter(Boolean).join(" – ");
  if (error instanceof TypeError && /fetch|network/i.test(error.message)) return texts.say("page.unreachable");
  return texts.say("page.failed", { error: error.message });
}
context.wrong = wrong;

function go(name) {
  if (name === open) return;
  const { week, watch, config } = readAddress();
  writeAddress({ mode: name, week, watch, config });
  show(name);
}

function wanted() {
  const { mode } = readAddress();
  return modes.has(mode) ? mode : modes.keys().next().value;
}

// A space presses a button and types into a field; there the keys keep their own meaning.
function typing(event) {
  const { tagName, type } = event.target;
  if (event.target.closest("dialog[open]")) return true;
  if (tagName === "TEXTAREA" || tagName === "SELECT") return true;
  if (tagName === "INPUT") return event.key === " " ? type !== "range" : !["range", "checkbox", "radio"].includes(type);
  return event.key === " " && ["BUTTON", "SUMMARY", "A"].includes(tagName);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event)) return;
  if (document.documentElement.dataset.keys === "off") return;
  const number = Number(event.key);
  const act = module?.acts?.[KEYS[event.key.toLowerCase()]];
  if (event.key === "?") help.showModal();
  else if (number >= 1 && number <= modes.size) go([...modes.keys()][number - 1]);
  else if (act) act();
  else return;
  event.preventDefault();
});

window.addEventListener("hashchange", () => show(wanted()));
await show(wanted());
