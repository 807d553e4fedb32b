// How trust is spread over the living ties.

import { Picture } from "canvas";
import { css } from "colours";

export const BINS = 10;

// How many directed ties have trust in each tenth.
export function spread(frame) {
  const counts = new Array(BINS).fill(0);
  frame.alive.forEach((alive, pair) => {
    if (!alive) return;
    for (const trust of [frame.trust[2 * pair], frame.trust[2 * pair + 1]]) {
      counts[Math.min(BINS - 1, Math.floor((trust / 255) * BINS))] += 1;
    }
  });
  return counts;
}

// Shows {counts, total, palette, low, high}: `low` and `high` name the two ends.
export class Histogram extends Picture {
  draw(pen, width, height) {
    const { counts, total, palette, low, high } = this.state;
    const size = 13 * palette.type;
    const bottom = height - 1.6 * size;
    const step = width / BINS;
    // Half of all ties in one tenth fills the picture, more than that is cut by no more than it must be.
    const most = Math.max(total / 2, ...counts, 1);
    counts.forEach((count, bin) => {
      const tall = (count / most) * (bottom - 4);
      pen.fillStyle = css(palette.trust((bin + 0.5) / BINS));
      pen.strokeStyle = palette.muted;
      pen.lineWidth = 1;
      pen.fillRect(bin * step + 2, bottom - tall, step - 4, tall);
      if (count > 0) pen.strokeRect(bin * step + 2.5, bottom - tall + 0.5, step - 5, tall);
    });
    pen.strokeStyle = palette.muted;
    pen.beginPath();
    pen.moveTo(0, bottom + 0.5);
    pen.lineTo(width, bottom + 0.5);
    pen.stroke();
    pen.fillStyle = palette.muted;
    pen.font = `${size}px system-ui, sans-serif`;
    pen.textBaseline = "alphabetic";
    pen.textAlign = "left";
    pen.fillText(low, 0, height - 0.2 * size);
    pen.textAlign = "right";
    pen.fillText(high, width, height - 0.2 * size);
  }
}
