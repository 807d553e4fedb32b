// Numbers over the weeks. Lines are told apart by dash and by a name at their end, not by colour alone.

import { Picture } from "canvas";

const STEPS = [1, 2, 4, 13, 26, 52, 104, 260, 520, 1040];

// Shows {weeks, at, low, high, lines, pale, marks, palette, number, week}: `lines` are {label, colour, dash, width, value},
// `pale` {colour, value, last}; `value(week)` is a number or null. `at` is how far they are drawn, which may be between two
// weeks. `marks` are {week, colour}; `number(value)` and `week(number)` are what the axes say.
export class LineChart extends Picture {
  draw(pen, width, height) {
    const { weeks, at, low = 0, high = 1, lines, pale = [], marks = [], palette } = this.state;
    const size = 13 * palette.type;
    pen.font = `${size}px system-ui, sans-serif`;
    const room = Math.max(0, ...lines.map((line) => pen.measureText(line.label).width));
    const scale = [0, 0.5, 1].map((share) => this.state.number(low + share * (high - low)));
    const left = Math.max(...scale.map((text) => pen.measureText(text).width)) + 10;
    const box = { left, right: width - room - 10, top: 0.7 * size, bottom: height - 1.9 * size };
    const x = (week) => box.left + (week / Math.max(weeks, 1)) * (box.right - box.left);
    const y = (value) => box.bottom - ((value - low) / (high - low)) * (box.bottom - box.top);
    this.drawAxes(pen, box, x, y, size);
    for (const mark of marks) {
      if (mark.week > weeks) continue;
      pen.strokeStyle = mark.colour;
      pen.lineWidth = 1.5;
      pen.setLineDash([2, 3]);
      pen.beginPath();
      pen.moveTo(x(mark.week), box.top);
      pen.lineTo(x(mark.week), box.bottom);
      pen.stroke();
    }
    for (const line of pale) {
      pen.strokeStyle = line.colour ?? palette.muted;
      pen.globalAlpha = 0.4;
      this.drawLine(pen, x, y, line.value, line.last, 1.5, []);
      pen.globalAlpha = 1;
    }
    for (const line of lines) {
      pen.strokeStyle = line.colour;
      this.drawLine(pen, x, y, line.value, at, line.width ?? 2.2, line.dash ?? []);
    }
    this.drawLabels(pen, lines, at, x, y, size, box);
  }

  drawAxes(pen, box, x, y, size) {
    const { weeks, low = 0, high = 1, palette, week } = this.state;
    pen.setLineDash([]);
    pen.lineWidth = 1;
    pen.fillStyle = palette.muted;
    pen.textBaseline = "middle";
    pen.textAlign = "right";
    for (const share of [0, 0.5, 1]) {
      const value = low + share * (high - low);
      pen.strokeStyle = palette.rule;
      pen.beginPath();
      pen.moveTo(box.left, Math.round(y(value)) + 0.5);
      pen.lineTo(box.right, Math.round(y(value)) + 0.5);
      pen.stroke();
      pen.fillText(this.state.number(value), box.left - 6, y(value));
    }
    pen.textBaseline = "alphabetic";
    const wide = pen.measureText(week(weeks)).width + 14;
    const step = STEPS.find((each) => (each / Math.max(weeks, 1)) * (box.right - box.left) >= wide) ?? weeks;
    for (let place = 0; place <= weeks; place += step) {
      pen.textAlign = place === 0 ? "left" : "center";
      pen.fillText(week(place), x(place), box.bottom + 1.4 * size);
    }
  }

  drawLine(pen, x, y, value, at, width, dash) {
    pen.lineWidth = width;
    pen.setLineDash(dash);
    pen.lineJoin = "round";
    pen.beginPath();
    let drawing = false;
    const whole = Math.floor(at);
    for (let week = 0; week <= whole; week += 1) {
      const now = value(week);
      if (now === null || now === undefined) drawing = false;
      else if (drawing) pen.lineTo(x(week), y(now));
      else {
        pen.moveTo(x(week), y(now));
        drawing = true;
      }
    }
    const [now, next] = [value(whole), at > whole ? value(whole + 1) : null];
    if (drawing && next !== null && next !== undefined) pen.lineTo(x(at), y(now + (at - whole) * (next - now)));
    pen.stroke();
    pen.setLineDash([]);
  }

  // Names at the ends of lines, pushed apart where they would overlap; a line that has ended keeps its name there.
  drawLabels(pen, lines, at, x, y, size, box) {
    const ends = lines.flatMap((line) => {
      for (let week = Math.floor(at); week >= 0; week -= 1) {
        const now = line.value(week);
        if (now !== null && now !== undefined) return [{ line, week, y: y(now) }];
      }
      return [];
    });
    ends.sort((one, other) => one.y - other.y);
    const gap = 1.15 * size;
    ends.forEach((end, place) => {
      if (place > 0) end.y = Math.max(end.y, ends[place - 1].y + gap);
    });
    let most = box.bottom - 0.2 * size;
    for (const end of [...ends].reverse()) {
      end.y = Math.min(end.y, most);
      most = end.y - gap;
    }
    pen.textBaseline = "middle";
    pen.textAlign = "left";
    for (const { line, week, y: height } of ends) {
      const left = Math.min(x(week === Math.floor(at) ? at : week) + 6, box.right + 6);
      pen.strokeStyle = this.state.palette.ground;
      pen.lineWidth = 4;
      pen.lineJoin = "round";
      pen.strokeText(line.label, left, height);
      pen.fillStyle = line.colour;
      pen.fillText(line.label, left, height);
    }
  }
}
