// What the shapes, dashes and colours of the network mean.

import { css } from "colours";
import { make } from "elements";
import { outline } from "network";
import { kindName } from "tables";

// `choose(byKind)` is called when colours shall mean trust, or the kind of relationship.
export function networkLegend(texts, palette, kinds, byKind, choose) {
  const say = (name) => texts.say(`page.legend.${name}`);
  const shapes = [
    ["high", 0.85],
    ["middle", 0.5],
    ["low", 0.15],
  ].map(([shape, trust]) =>
    make(
      "span",
      { class: "legend-item" },
      drawn(24, (pen) => {
        outline(pen, shape, 12, 12, 7);
        pen.fillStyle = css(palette.trust(trust));
        pen.fill();
        pen.strokeStyle = palette.ink;
        pen.stroke();
      }),
      say(`trusted_${shape}`),
    ),
  );
  const lines = byKind
    ? kinds.map((kind, place) => line(palette.kinds[place % palette.kinds.length], 3, [], kindName(texts, kind)))
    : [
        line(css(palette.trust(0.9)), 2.5, [], say("tie_high")),
        line(css(palette.trust(0.5)), 2.5, [7, 4], say("tie_middle")),
        line(css(palette.trust(0.1)), 2.5, [1.5, 5], say("tie_low")),
      ];
  const thick = line(palette.ink, 4.4, [], say("thick"));
  const over = line(palette.muted, 0.9, [14, 12], say("over"));
  const box = make("input", { type: "checkbox", on: { change: () => choose(box.checked) } });
  box.checked = byKind;
  return make(
    "div",
    { class: "legend-inside" },
    ...shapes,
    ...lines,
    thick,
    over,
    kinds.length > 1 ? make("label", { class: "check" }, box, say("by_kind")) : null,
  );
}

function line(colour, width, dash, text) {
  const picture = drawn(40, (pen) => {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.setLineDash(dash);
    pen.beginPath();
    pen.moveTo(2, 12);
    pen.lineTo(38, 12);
    pen.stroke();
  });
  return make("span", { class: "legend-item" }, picture, text);
}

// A small canvas; the words beside it say what it shows.
function drawn(width, draw) {
  const sharpness = window.devicePixelRatio || 1;
  const canvas = make("canvas", { "aria-hidden": "true", width: width * sharpness, height: 24 * sharpness });
  canvas.style.width = `${width}px`;
  canvas.style.height = "24px";
  const pen = canvas.getContext("2d");
  pen.scale(sharpness, sharpness);
  draw(pen);
  return canvas;
}
