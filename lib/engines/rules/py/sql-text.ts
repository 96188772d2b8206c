import type { TextPart } from "./text-parts.ts";

/** A place in an SQL text where one placeholder can stand for what the program puts there. */
export interface Slot {
  /** The pieces from the opening quote to the closing one, or the one bare value. */
  readonly pieces: readonly TextPart[];
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
}

const statement = /^\s*(?:\(\s*)?(?:select|insert|update|delete|replace|with)\b/i;
/** What a constant may follow: a comparison, a pattern, a limit of a range. */
const beforeConstant = /(?:<>|!=|<=|>=|=|<|>|\b(?:like|ilike|between|regexp))\s*$/i;
const afterConstant =
  /^\s*(?:$|[);,]|(?:and|or|order|group|limit|having|union|returning|where|escape|on|from|for)\b)/i;

/**
 * The slots of an SQL text, or null where one of its values stands for anything but a constant: a name,
 * a list, an order, or a part of a comment.
 */
export function sqlSlots(all: readonly TextPart[]): readonly Slot[] | null {
  const whole = all.map((part) => (part.kind === "text" ? blanked(part.text) : "")).join("");
  const odd = /--|\/\*|["`\\;?$]|%[sdi(]|:\w/;
  if (!statement.test(whole) || odd.test(whole.replace(/;\s*$/, ""))) return null;
  const slots: Slot[] = [];
  let before = "";
  let open: { pieces: TextPart[]; start: number; before: string } | null = null;
  for (const [at, part] of all.entries()) {
    if (part.kind === "value") {
      if (open !== null) {
        open.pieces.push(part);
        continue;
      }
      if (!takesConstant(before) || !afterConstant.test(following(all, at, ""))) return null;
      slots.push({ pieces: [part], start: part.start, end: part.end, quoted: false });
      before += "?";
      continue;
    }
    const text = blanked(part.text);
    let from = 0;
    for (let quote = text.indexOf("'"); quote >= 0; quote = text.indexOf("'", quote + 1)) {
      if (open === null) {
        before += text.slice(from, quote);
        open = { pieces: [], start: part.start + quote, before };
      } else {
        const inner = text.slice(from, quote);
        if (text[quote + 1] === "'") return null;
        if (inner !== "")
          open.pieces.push({
            ...part,
            text: inner,
            start: part.start + from,
            end: part.start + quote,
          });
        if (open.pieces.some((each) => each.kind === "value")) {
          const after = following(all, at, text.slice(quote + 1));
          if (!takesConstant(open.before) || !afterConstant.test(after)) return null;
          slots.push({
            pieces: open.pieces,
            start: open.start,
            end: part.start + quote + 1,
            quoted: true,
          });
        }
        before += "?";
        open = null;
      }
      from = quote + 1;
    }
    const rest = text.slice(from);
    if (open === null) before += rest;
    else if (rest !== "") open.pieces.push({ ...part, text: rest, start: part.start + from });
  }
  return open !== null ? null : slots;
}

function following(all: readonly TextPart[], at: number, rest: string): string {
  let after = rest;
  for (const part of all.slice(at + 1, at + 4)) {
    if (part.kind === "value") return `${after}x`;
    after += blanked(part.text);
  }
  return after;
}

/** Line breaks written as escapes are white space; the length stays. */
function blanked(text: string): string {
  return text.replace(/\\[nt]/g, "  ");
}

function takesConstant(before: string): boolean {
  if (beforeConstant.test(before)) return true;
  if (/\bbetween\s+(?:\?|\d+)\s+and\s*$/i.test(before.slice(-80))) return true;
  // Within the brackets of `VALUES (…, …)`.
  return /\bvalues\s*\((?:\s*(?:\?|-?\d+|null|\w+\(\))\s*,)*\s*$/i.test(before.slice(-400));
}
