// A source of frames: the server that serves this page. `recorded.js` has the same methods; nothing else knows which.

// A refusal of the server, in its words: what is wrong, where, and how to mend it.
export class Refusal extends Error {
  constructor(answer, status) {
    super(answer.error ?? `${status}`);
    this.status = status;
    this.place = answer.place ?? null;
    this.mend = answer.mend ?? null;
  }
}

class Live {
  constructor(askForCode) {
    // Whether it can draw diagrams, tell lives, write YAML, and run any config (a recorded source has some alone).
    this.can = { diagram: true, explain: true, yaml: true, free: true };
    this.askForCode = askForCode;
    this.session = null;
    this.code = new URLSearchParams(location.search).get("code");
  }

  begin(config) {
    return this.ask("begin", { config });
  }

  frames(config, from, weeks, watch) {
    return this.ask("frames", watch ? { config, from, weeks, watch } : { config, from, weeks });
  }

  // `since`: the week of the betrayal from which it is counted; null: from the last fall.
  undoing(config, week, watch, since = null) {
    return this.ask("undoing", since === null ? { config, week, watch } : { config, week, watch, since });
  }

  // `who`: {pair: [a, b]} or {person: a}.
  explain(config, week, who) {
    return this.ask("explain", { config, week, ...who });
  }

  diagram(config) {
    return this.ask("diagram", { config });
  }

  yaml(config) {
    return this.ask("yaml", { config });
  }

  async ask(what, body) {
    this.session ??= this.open();
    const session = await this.session;
    try {
      return await post(`sessions/${session}/${what}`, body);
    } catch (refusal) {
      // The server lets the longest idle visitor go first. A run is its config, so nothing is lost: begin anew.
      if (!(refusal instanceof Refusal) || refusal.status !== 404) throw refusal;
      if ((await this.session) === session) this.session = this.open();
      return post(`sessions/${await this.session}/${what}`, body);
    }
  }

  async open() {
    for (;;) {
      try {
        return (await post("sessions", this.code ? { code: this.code } : {})).session;
      } catch (refusal) {
        if (!(refusal instanceof Refusal) || ![403, 429].includes(refusal.status)) throw refusal;
        this.code = await this.askForCode(refusal.message);
      }
    }
  }
}

async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return read(answer);
}

async function read(answer) {
  if (answer.ok) return answer.json();
  const told = await answer.json().catch(() => ({}));
  throw new Refusal(told, answer.status);
}

// The source. `askForCode(why, texts)` is asked for a code where the server wants one, and promises it.
export async function connect({ language = "en", askForCode } = {}) {
  const get = async (path) => read(await fetch(path));
  const asked = [get(`texts/${language}.json`), get("settings.json"), get("lessons.json")];
  const live = new Live(async (why) => askForCode(why, await asked[0]));
  live.session = live.open();
  const [texts, settings, lessons] = await Promise.all([...asked, live.session]);
  live.texts = { language, ...texts };
  live.settings = settings;
  live.lessons = lessons;
  return live;
}
