import type { BadgeState } from "./badge-state.ts";

const shield =
  "M20 13c0 5-3.5 7.5-7.66 8.95a1 1 0 0 1-.67-.01C7.5 20.5 4 18 4 13V6a1 1 0 0 1 1-1c2 0 4.5-1.2 6.24-2.72a1.17 1.17 0 0 1 1.52 0C14.51 3.81 17 5 19 5a1 1 0 0 1 1 1z";

/** Tokens of app/tokens.css, and the light one in sRGB for whatever draws SVG but knows no oklch. */
export const badgeColours = {
  raised: { token: "bg-raised", css: "oklch(1 0 0), oklch(0.2 0.004 60)", hex: "#ffffff" },
  line: {
    token: "line-strong",
    css: "oklch(0.85 0.006 80), oklch(0.335 0.006 60)",
    hex: "#d0cdc9",
  },
  fg: { token: "fg", css: "oklch(0.215 0.008 60), oklch(0.945 0.004 80)", hex: "#1c1916" },
  subtle: {
    token: "fg-subtle",
    css: "oklch(0.525 0.01 65), oklch(0.64 0.009 70)",
    hex: "#6f6964",
  },
  verified: {
    token: "verified",
    css: "oklch(0.49 0.118 155), oklch(0.78 0.15 155)",
    hex: "#097341",
  },
  ember: { token: "ember", css: "oklch(0.54 0.165 42), oklch(0.745 0.16 48)", hex: "#b94300" },
  danger: { token: "danger", css: "oklch(0.52 0.19 24), oklch(0.735 0.155 22)", hex: "#be222d" },
} as const;

type Colour = keyof typeof badgeColours;

interface Look {
  readonly word: string;
  readonly colour: Colour;
  /** Paths of lucide, 24 units wide. */
  readonly icon: readonly string[];
  /** Of the word at 11 px, so that the badge is as wide wherever it is drawn. */
  readonly widthPx: number;
}

const looks: Readonly<Record<BadgeState, Look>> = {
  verified: { word: "verified", colour: "verified", icon: [shield, "m9 12 2 2 4-4"], widthPx: 42 },
  merged: {
    word: "verified, merged",
    colour: "verified",
    icon: [shield, "m9 12 2 2 4-4"],
    widthPx: 90,
  },
  changed: {
    word: "changed on merge",
    colour: "ember",
    icon: [shield, "M12 8v4", "M12 16h.01"],
    widthPx: 98,
  },
  revoked: {
    word: "key revoked",
    colour: "danger",
    icon: [shield, "m14.5 9.5-5 5", "m9.5 9.5 5 5"],
    widthPx: 65,
  },
  invalid: {
    word: "invalid",
    colour: "danger",
    icon: [shield, "m14.5 9.5-5 5", "m9.5 9.5 5 5"],
    widthPx: 38,
  },
  unknown: { word: "unknown", colour: "subtle", icon: [shield, "M9 12h6"], widthPx: 50 },
};

const label = "signed fix";
const labelWidthPx = 54;

/**
 * The badge of a fix for a README. It brings its own ground, so it can be read on any page; where the
 * reader's system is dark, so is it. No style sheet: a site's policy may refuse one within an image.
 */
export function badgeSvg(state: BadgeState): string {
  const { word, colour, icon, widthPx } = looks[state];
  const split = 7 + labelWidthPx + 7;
  const width = split + 20 + widthPx + 8;
  const text = (x: number, wide: number, of: Colour, words: string) =>
    `<text x="${x}" y="14" textLength="${wide}" ${paint({ fill: of })}>${words}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" viewBox="0 0 ${width} 20" role="img" aria-labelledby="title" style="color-scheme:light dark">`,
    `<title id="title">${badgeTitle(state)}</title>`,
    `<rect x=".5" y=".5" width="${width - 1}" height="19" rx="3.5" ${paint({ fill: "raised", stroke: "line" })}/>`,
    `<path d="M${split}.5 1v18" ${paint({ stroke: "line" })}/>`,
    `<g font-family="Geist, ui-sans-serif, system-ui, -apple-system, 'Segoe UI', sans-serif" font-size="11" font-weight="500">`,
    text(7, labelWidthPx, "fg", label),
    text(split + 20, widthPx, colour, word),
    "</g>",
    `<g transform="translate(${split + 6} 4) scale(.5)" fill="none" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round" ${paint({ stroke: colour })}>`,
    ...icon.map((d) => `<path d="${d}"/>`),
    "</g></svg>\n",
  ].join("");
}

/** What a badge says, for whoever hears it and for the words beside its picture. */
export function badgeTitle(state: BadgeState): string {
  return `${label[0]?.toUpperCase()}${label.slice(1)}: ${looks[state].word}`;
}

/** The attribute is for whatever draws no oklch; where both are understood, the style is. */
function paint(colours: { readonly fill?: Colour; readonly stroke?: Colour }): string {
  const named = Object.entries(colours).map(([property, colour]) => ({
    property,
    ...badgeColours[colour],
  }));
  const attributes = named.map(({ property, hex }) => `${property}="${hex}"`);
  const styles = named.map(({ property, css }) => `${property}:light-dark(${css})`);
  return `${attributes.join(" ")} style="${styles.join(";")}"`;
}
