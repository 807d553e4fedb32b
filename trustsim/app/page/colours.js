// Colours of the pictures: cividis for quantities, Okabe & Ito for kinds; ink and ground from the style sheet.

// Nine steps of cividis (Nuñez, Anderton & Renslow 2018), dark blue to yellow.
const CIVIDIS = [
  [0, 32, 77],
  [0, 51, 111],
  [57, 72, 107],
  [87, 92, 109],
  [112, 113, 115],
  [138, 135, 121],
  [166, 157, 117],
  [196, 181, 108],
  [228, 207, 91],
  [255, 234, 70],
];

export function cividis(share) {
  const place = Math.min(Math.max(share, 0), 1) * (CIVIDIS.length - 1);
  const below = Math.min(Math.floor(place), CIVIDIS.length - 2);
  const part = place - below;
  return CIVIDIS[below].map((low, channel) => Math.round(low + (CIVIDIS[below + 1][channel] - low) * part));
}

export const css = ([red, green, blue]) => `rgb(${red} ${green} ${blue})`;

// Black or white, whichever reads better on a colour.
export function inkOn(colour) {
  const [red, green, blue] = colour.map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000" : "#fff";
}

// The colours of the theme in use, read from the style sheet. Much trust stands out from the ground in either theme:
// dark on light, bright on dark.
export class Palette {
  constructor() {
    const probe = document.createElement("span");
    document.body.append(probe);
    const read = (name) => {
      probe.style.color = `var(--${name})`;
      return getComputedStyle(probe).color;
    };
    this.ink = read("ink");
    this.muted = read("muted");
    this.rule = read("rule");
    this.ground = read("surface");
    this.accent = read("accent");
    this.betrayal = read("betrayal");
    this.kinds = [1, 2, 3, 4, 5, 6].map((number) => read(`kind-${number}`));
    probe.remove();
    const [red, green, blue] = this.ground.match(/\d+/g).map(Number);
    this.dark = red + green + blue < 384;
    this.type = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  }

  // The colour of a share of trust, from little to much.
  trust(share) {
    return cividis(this.dark ? 0.22 + 0.78 * share : 0.92 - 0.92 * share);
  }
}
