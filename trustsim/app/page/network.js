// The picture of who trusts whom: colour and shape say how much, so that nobody needs to tell colours apart.

import { Picture } from "canvas";
import { css } from "colours";
import { names, weeksOf } from "config";

const TRUST_STEPS = 5;
const WIDTH_STEPS = 4;
const DASHES = [[1.5, 5], [3, 4], [7, 4], [13, 3], []]; // from little trust to much
const WIDTHS = [1, 1.9, 3, 4.4]; // from far to close
const ECHO = 8; // weeks for which a betrayal is seen around whom it hit

// "none", "low", "middle" or "high": the shape of a person who receives this much trust.
export function shapeOf(trust) {
  if (trust === null) return "none";
  return trust < 1 / 3 ? "low" : trust < 2 / 3 ? "middle" : "high";
}

// Outline one shape around a point: a triangle on its point, a diamond, a circle; a small ring for who has nobody.
export function outline(pen, shape, x, y, radius) {
  pen.beginPath();
  if (shape === "low") {
    pen.moveTo(x - radius, y - 0.75 * radius);
    pen.lineTo(x + radius, y - 0.75 * radius);
    pen.lineTo(x, y + radius);
    pen.closePath();
  } else if (shape === "middle") {
    pen.moveTo(x, y - 1.1 * radius);
    pen.lineTo(x + 1.1 * radius, y);
    pen.lineTo(x, y + 1.1 * radius);
    pen.lineTo(x - 1.1 * radius, y);
    pen.closePath();
  } else {
    pen.arc(x, y, shape === "none" ? 0.5 * radius : radius, 0, 2 * Math.PI);
  }
}

// The mean trust each person receives over living ties, 0 to 1; null for who has none.
export function received(frame, pairs, people) {
  const sums = new Float64Array(people);
  const counts = new Uint16Array(people);
  pairs.forEach(([a, b], pair) => {
    if (!frame.alive[pair]) return;
    sums[b] += frame.trust[2 * pair];
    sums[a] += frame.trust[2 * pair + 1];
    counts[a] += 1;
    counts[b] += 1;
  });
  return Array.from(sums, (sum, person) => (counts[person] === 0 ? null : sum / counts[person] / 255));
}

// Shows {course, week, part, palette, byKind, kinds, watch, person, pointed}: `part` of the way to the next week.
export class NetworkView extends Picture {
  at(person) {
    const [x, y] = this.state.course.start.places[person];
    const margin = this.radius * 2.4;
    const { width, height } = this;
    return [margin + x * (width - 2 * margin), margin + (1 - y) * (height - 2 * margin)];
  }

  get radius() {
    const { width, height } = this;
    const people = this.state.course.start.people.length;
    const room = Math.sqrt((width * height) / people);
    return Math.max(4, Math.min(0.13 * room, 15));
  }

  draw(pen) {
    const { course, week, part, palette } = this.state;
    const { pairs, people } = course.start;
    const frame = course.frames[week];
    const next = part > 0 ? (course.frames[week + 1] ?? frame) : frame;
    const places = people.map((_, person) => this.at(person));
    this.drawEnded(pen, frame, pairs, places, palette);
    this.drawHalo(pen, places, palette);
    this.drawTies(pen, frame, next, part, pairs, places, palette);
    this.drawPeople(pen, frame, next, part, pairs, places, palette);
    this.drawEchoes(pen, places, palette);
    this.drawNames(pen, places, palette);
  }

  // Relationships that are over: two thin stumps.
  drawEnded(pen, frame, pairs, places, palette) {
    pen.beginPath();
    pairs.forEach(([a, b], pair) => {
      if (frame.alive[pair]) return;
      const [ax, ay] = places[a];
      const [bx, by] = places[b];
      pen.moveTo(ax, ay);
      pen.lineTo(ax + 0.36 * (bx - ax), ay + 0.36 * (by - ay));
      pen.moveTo(bx, by);
      pen.lineTo(bx + 0.36 * (ax - bx), by + 0.36 * (ay - by));
    });
    pen.setLineDash([]);
    pen.lineWidth = 0.8;
    pen.strokeStyle = palette.rule;
    pen.stroke();
  }

  // Each half of a line is what the person at its end has in the other. Lines that look alike are drawn in one go.
  drawTies(pen, frame, next, part, pairs, places, palette) {
    const { byKind, course } = this.state;
    const groups = new Map();
    pairs.forEach(([a, b], pair) => {
      if (!frame.alive[pair]) return;
      const close = frame.intimacy[pair] + part * (next.intimacy[pair] - frame.intimacy[pair]);
      const width = Math.min(WIDTH_STEPS - 1, Math.floor((close / 255) * WIDTH_STEPS));
      const [ax, ay] = places[a];
      const [bx, by] = places[b];
      const mx = (ax + bx) / 2;
      const my = (ay + by) / 2;
      for (let side = 0; side < 2; side += 1) {
        const before = frame.trust[2 * pair + side];
        const trust = before + part * (next.trust[2 * pair + side] - before);
        const step = Math.min(TRUST_STEPS - 1, Math.floor((trust / 256) * TRUST_STEPS));
        const kind = byKind ? this.state.kinds.indexOf(course.start.kinds[pair]) : -1;
        const key = (kind + 1) * 100 + step * 10 + width;
        if (!groups.has(key)) groups.set(key, []);
        if (side === 0) groups.get(key).push(ax, ay, mx, my);
        else groups.get(key).push(bx, by, mx, my);
      }
    });
    for (const [key, ends] of [...groups].sort(([one], [other]) => one - other)) {
      const kind = Math.floor(key / 100) - 1;
      const step = Math.floor((key % 100) / 10);
      pen.beginPath();
      for (let place = 0; place < ends.length; place += 4) {
        pen.moveTo(ends[place], ends[place + 1]);
        pen.lineTo(ends[place + 2], ends[place + 3]);
      }
      pen.setLineDash(DASHES[step]);
      pen.lineWidth = WIDTHS[key % 10];
      pen.strokeStyle =
        kind >= 0 ? palette.kinds[kind % palette.kinds.length] : css(palette.trust((step + 0.5) / TRUST_STEPS));
      pen.stroke();
    }
    pen.setLineDash([]);
  }

  drawPeople(pen, frame, next, part, pairs, places, palette) {
    const now = received(frame, pairs, places.length);
    const then = part > 0 ? received(next, pairs, places.length) : now;
    const radius = this.radius;
    pen.lineWidth = 1.5;
    places.forEach(([x, y], person) => {
      const mean = now[person] === null ? null : now[person] + part * ((then[person] ?? now[person]) - now[person]);
      outline(pen, shapeOf(mean), x, y, radius);
      pen.fillStyle = mean === null ? palette.ground : css(palette.trust(mean));
      pen.fill();
      pen.strokeStyle = palette.ground;
      pen.lineWidth = 3;
      pen.stroke();
      pen.strokeStyle = palette.ink;
      pen.lineWidth = 1.25;
      pen.stroke();
    });
  }

  // Who is selected or pointed at, or at an end of a tie that is.
  get marked() {
    const { watch, person, pointed } = this.state;
    const all = [...(watch ?? []), person, pointed?.person, ...(pointed?.pair ?? [])];
    return new Set(all.filter((who) => who !== null && who !== undefined));
  }

  drawHalo(pen, places, palette) {
    const { watch, pointed } = this.state;
    const radius = this.radius;
    pen.strokeStyle = palette.accent;
    if (watch) {
      pen.globalAlpha = 0.35;
      pen.lineWidth = 14;
      pen.lineCap = "round";
      pen.beginPath();
      pen.moveTo(...places[watch[0]]);
      pen.lineTo(...places[watch[1]]);
      pen.stroke();
      pen.lineCap = "butt";
      pen.globalAlpha = 1;
    }
    pen.lineWidth = 2.5;
    for (const who of this.marked) {
      pen.beginPath();
      pen.arc(...places[who], radius + 5, 0, 2 * Math.PI);
      pen.stroke();
    }
    if (pointed?.pair) {
      pen.lineWidth = 7;
      pen.globalAlpha = 0.25;
      pen.beginPath();
      pen.moveTo(...places[pointed.pair[0]]);
      pen.lineTo(...places[pointed.pair[1]]);
      pen.stroke();
      pen.globalAlpha = 1;
    }
  }

  // Around whom a betrayal of the script has hit: a ring that grows for some weeks.
  drawEchoes(pen, places, palette) {
    const { course, week, part } = this.state;
    pen.strokeStyle = palette.betrayal;
    pen.lineWidth = 4;
    for (const event of course.config.events) {
      if (event.what !== "betrayal") continue;
      const age = week + part - Math.max(...weeksOf(event).filter((each) => each < week + part));
      if (age > ECHO) continue;
      pen.globalAlpha = 1 - Math.max(age - 1, 0) / ECHO;
      const hit = ([relying, acting]) => names(event.to, course.called(relying)) && names(event.who, course.called(acting));
      const sides = course.start.pairs.flatMap(([a, b]) => [[a, b], [b, a]]);
      for (const person of new Set(sides.filter(hit).map(([relying]) => relying))) {
        pen.beginPath();
        pen.arc(...places[person], this.radius * (1.6 + 0.35 * age), 0, 2 * Math.PI);
        pen.stroke();
      }
    }
    pen.globalAlpha = 1;
  }

  drawNames(pen, places, palette) {
    const { course } = this.state;
    pen.font = `600 ${15 * palette.type}px system-ui, sans-serif`;
    pen.textAlign = "center";
    pen.textBaseline = "alphabetic";
    pen.lineJoin = "round";
    for (const who of this.marked) {
      const [x, y] = places[who];
      const above = y - this.radius - 9;
      const line = above > 16 * palette.type ? above : y + this.radius + 9 + 12 * palette.type;
      pen.strokeStyle = palette.ground;
      pen.lineWidth = 5;
      pen.strokeText(course.start.people[who], x, line);
      pen.fillStyle = palette.ink;
      pen.fillText(course.start.people[who], x, line);
    }
  }

  // What lies under a point of the canvas: {person}, {pair: [who trusts, whom]} or null. Of a tie the nearer end trusts.
  under(x, y) {
    if (!this.state) return null;
    const { course, week } = this.state;
    const reach = Math.max(this.radius + 5, 12);
    let best = null;
    let least = reach * reach;
    course.start.people.forEach((_, person) => {
      const [px, py] = this.at(person);
      const far = (px - x) ** 2 + (py - y) ** 2;
      if (far < least) {
        least = far;
        best = { person };
      }
    });
    if (best) return best;
    least = 49;
    course.start.pairs.forEach(([a, b], pair) => {
      if (!course.frames[week].alive[pair]) return;
      const [ax, ay] = this.at(a);
      const [bx, by] = this.at(b);
      const long = (bx - ax) ** 2 + (by - ay) ** 2 || 1;
      const share = Math.min(Math.max(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / long, 0), 1);
      const far = (ax + share * (bx - ax) - x) ** 2 + (ay + share * (by - ay) - y) ** 2;
      if (far < least) {
        least = far;
        best = { pair: share < 0.5 ? [a, b] : [b, a] };
      }
    });
    return best;
  }

  // The nearest person in a direction ([1, 0] is to the right), within a quarter turn; the same one where nobody is.
  towards(person, [dx, dy]) {
    const [x, y] = this.at(person);
    let best = person;
    let least = Infinity;
    this.state.course.start.people.forEach((_, other) => {
      const [ox, oy] = this.at(other);
      const along = (ox - x) * dx + (oy - y) * dy;
      const across = Math.abs((ox - x) * dy) + Math.abs((oy - y) * dx);
      if (other === person || along <= 0 || across > along) return;
      const far = along + 2 * across;
      if (far < least) {
        least = far;
        best = other;
      }
    });
    return best;
  }
}
