import { type FoldKind, fold } from "./fold.ts";
import { reversed, rot } from "./whole.ts";

/** One way in which a secret is looked for in a layer. */
export interface Needle {
  readonly kind: FoldKind | "digits";
  readonly text: string;
  /** Whether what stands before and after it must be no letter and no digit. */
  readonly bounded: boolean;
  /** How it was hidden, where it is not the secret itself. */
  readonly via: string | null;
}

/** So many letters and digits are not met by chance, wherever they stand. */
const longEnough = 12;
const longNumber = 5;
const longWord = 5;

function significant(text: string): number {
  return text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
}

function hidden(secret: string, shifts: readonly number[]): readonly (readonly [string, string])[] {
  return [
    [reversed(secret), "reversed"],
    ...shifts.map(
      (by) => [rot(secret, by), by === 13 ? "rot13" : `letters moved by ${by}`] as const,
    ),
  ];
}

const allShifts = Array.from({ length: 25 }, (_, by) => by + 1);

/**
 * A long secret is looked for in the skeleton of a text, in any disguise. A short one, and a number,
 * could be met by chance: it must stand alone, and letters are not taken for digits in a number.
 */
export function needlesFor(secret: string): readonly Needle[] {
  const plain = fold(secret, "letters").text.trim();
  if (plain === "") return [];
  if (/^\d+$/.test(plain)) return numberNeedles(plain);
  const isLong = significant(plain) >= longEnough;
  const whole = { kind: "letters", text: plain, bounded: true, via: null } as const;
  if (!isLong) {
    return unique([
      whole,
      ...(significant(plain) < longWord
        ? []
        : [
            { kind: "leet" as const, text: fold(secret, "leet").text, bounded: true, via: null },
            ...hidden(plain, [13]).map(([text, via]) => ({ ...whole, text, via })),
          ]),
    ]);
  }
  const skeleton = (text: string, via: string | null): Needle => ({
    kind: "skeleton",
    text: fold(text, "skeleton").text,
    bounded: false,
    via,
  });
  return unique([
    skeleton(secret, null),
    ...hidden(plain, allShifts).map(([text, via]) => skeleton(text, via)),
  ]);
}

function numberNeedles(digits: string): readonly Needle[] {
  const whole = { kind: "letters", text: digits, bounded: true, via: null } as const;
  if (digits.length < longNumber) return [whole];
  return [whole, { ...whole, kind: "digits" }];
}

function unique(needles: readonly Needle[]): readonly Needle[] {
  const known = new Set<string>();
  return needles.filter(({ kind, text }) => {
    const key = `${kind} ${text}`;
    return known.has(key) ? false : known.add(key);
  });
}
