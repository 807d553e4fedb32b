// A source of frames: the runs that this file holds. `live.js` has the same methods; nothing else knows which.
// trustsim/lessons/recording.py says how the runs are written.

import { equal, written } from "config";

const PARTS = 65535;

class Recorded {
  constructor({ texts, lesson }, { head, blocks }) {
    this.texts = texts;
    this.settings = { traits: [], parameters: [], laws: [], networks: [], relationships: [], acts: [] };
    this.lessons = [lesson];
    this.can = { diagram: false, explain: false, yaml: false, free: false };
    this.head = head;
    this.runs = new Map(head.runs.map((run, place) => [written(run.config), { ...run, bytes: blocks[place] }]));
  }

  async begin(config) {
    const run = this.find(config);
    const scene = this.head.scenes[run.scene];
    return { ...scene, measures: this.head.measures, frames: this.block(run, 0, 1, null) };
  }

  async frames(config, from, weeks, watch) {
    const run = this.find(config);
    const count = Math.min(weeks, run.weeks - from);
    return { frames: this.block(run, from + 1, count, watch) };
  }

  async undoing(config, week, watch, since = null) {
    const [kept, alone, before] = this.find(config).undoing[since ?? "last"][week - (since ?? 0)];
    return { kept, alone, before };
  }

  explain() {
    return this.none();
  }

  diagram() {
    return this.none();
  }

  yaml() {
    return this.none();
  }

  async none() {
    throw new Error("this was not recorded");
  }

  find(config) {
    const run = this.runs.get(written(config));
    if (!run) throw new Error("this run was not recorded");
    run.values ??= values(run.bytes, this.head.scenes[run.scene].pairs.length, run.weeks + 1, this.head.measures.length);
    return run;
  }

  // Some weeks of a run, as the server gives them.
  block(run, from, count, watch) {
    const { trust, intimacy, alive, means } = run.values;
    const weeks = Array.from({ length: count }, (_, place) => from + place);
    const cut = (columns) => text(weeks.flatMap((week) => columns.map((column) => column[week])));
    const watched = watch && run.watched && equal(watch, this.head.watch) ? run.watched : null;
    return {
      from,
      count,
      trust: cut(trust),
      intimacy: cut(intimacy),
      alive: cut(alive),
      measures: weeks.map((week) => means.map((column) => column[week])),
      ...(watched && {
        watched: Object.fromEntries(
          Object.entries(watched).map(([name, column]) => [name, column.slice(from, from + count)]),
        ),
      }),
    };
  }
}

// Bytes as base64, which is how frames travel.
function text(bytes) {
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters);
}

// The values of a run: a column over the weeks for each tie, pair and mean.
function values(bytes, pairs, weeks, measures) {
  let place = 0;
  const column = () => {
    const found = bytes.slice(place, place + weeks);
    place += weeks;
    return found;
  };
  const summed = () => {
    const found = column();
    for (let week = 1; week < weeks; week += 1) found[week] += found[week - 1];
    return found;
  };
  const many = (count, make) => Array.from({ length: count }, make);
  const trust = many(2 * pairs, summed);
  const intimacy = many(pairs, summed);
  const alive = many(pairs, summed);
  const low = many(measures, column);
  const high = many(measures, column);
  const means = low.map((lows, name) => {
    let parts = 0;
    return Array.from(lows, (byte, week) => {
      parts = (parts + byte + 256 * high[name][week]) & PARTS;
      return parts / PARTS;
    });
  });
  return { trust, intimacy, alive, means };
}

// Where a run ends in the block.
const size = (pairs, weeks, measures) => (4 * pairs + 2 * measures) * weeks;

async function unpacked(base64) {
  const letters = atob(base64);
  const packed = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const length = new DataView(bytes.buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  let place = 4 + length;
  const blocks = head.runs.map((run) => {
    const next = place + size(head.scenes[run.scene].pairs.length, run.weeks + 1, head.measures.length);
    const block = bytes.subarray(place, next);
    place = next;
    return block;
  });
  return { head, blocks };
}

// The source.
export async function connect() {
  const told = JSON.parse(document.getElementById("told").textContent);
  return new Recorded(told, await unpacked(document.getElementById("recorded").textContent));
}
