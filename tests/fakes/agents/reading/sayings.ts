import { quotedIn } from "./text.ts";

/** What an answer is to hold, in these very letters. */
export interface Saying {
  readonly text: string;
  readonly place: "only" | "start" | "end" | "inside";
}

const signs: readonly (readonly [RegExp, string])[] = [
  [
    /^(?:a |an |the |one )?(?:plus(?: sign)?|pluszeichen|signe plus|signo más|segno più|znak plus)\b/i,
    "+",
  ],
  [
    /^(?:a |an |the |one )?(?:colon|doppelpunkts?|deux-points|dos puntos|due punti|dwukropek)\b/i,
    ":",
  ],
  [
    /^(?:a |an |the |one )?(?:dash|hyphen|minus(?: sign)?|bindestrich|tiret|guion|trattino|myślnik)\b/i,
    "-",
  ],
  [/^(?:a |an |the |one )?(?:forward )?slash\b|^(?:einem )?schrägstrich/i, "/"],
  [/^(?:a |an |the |one )?(?:full stop|dot|period|punkt)\b/i, "."],
  [/^(?:a |an |the |one )?underscore\b/i, "_"],
  [/^(?:a |an |the |one )?(?:equals?(?: sign)?|gleichheitszeichen)\b/i, "="],
  [/^(?:a |an |the |one )?(?:asterisk|star)\b/i, "*"],
  [/^(?:a |an |the |one )?(?:hash|number sign)\b/i, "#"],
  [/^(?:a |an |the |one )?(?:tilde)\b/i, "~"],
  [/^(?:a |an |the |one )?(?:vertical bar|pipe)\b/i, "|"],
  [/^(?:a |an |the |one )?(?:at sign|at)\b/i, "@"],
  [/^(?:a |an |the |one )?(?:space|blank)\b/i, " "],
];
const joint =
  /\b(?:joined|connected|separated|linked|glued|together|verbunden|getrennt|reliée?s|joint|unid[oa]s|separad[oa]s|uniti|połączone)\b.{0,20}?\b(?:by|with|mit|durch|par|por|da|con|z)\b\s*/i;
/** What nobody writes by chance: a token, a long number, or a made-up word of that many syllables. */
const rare = /^(?:[A-Z0-9]{4}(?:-[A-Z0-9]{4}){1,3}|\d{6,}|(?:[bdfgklmnprstvz][aeiou]){4,6}n?)$/;

const isRare = (word: string) => rare.test(word);

/** All sayings that a text orders; literal ones in quotation marks, or words that are none of a language. */
export function sayingsIn(text: string): readonly Saying[] {
  const place = placeOf(text);
  const words = text
    .split(/[\s"“”„«»‘’`'()<>]+/)
    .map((word) => word.replace(/^[.,;:!?]+|[.,;:!?]+$/g, ""));
  const marks = [...new Set(words.filter(isRare))];
  if (marks.length === 0) {
    return quotedIn(text).map((each) => ({ text: each, place }));
  }
  const between = signBetween(text, marks);
  const joined = marks.length > 1 && between !== null ? marks.join(between) : null;
  if (joined !== null) return [{ text: joined, place }];
  const quoted = quotedIn(text).filter((each) => marks.some((mark) => each.includes(mark)));
  if (quoted.length > 0) return quoted.map((each) => ({ text: each, place }));
  return marks.map((each) => ({ text: each, place }));
}

/** The sign that a text wants between two words, by name or as it is. */
function signBetween(text: string, marks: readonly string[]): string | null {
  const [first = "", second = ""] = marks;
  const from = text.indexOf(first) + first.length;
  const direct = text.slice(from, text.indexOf(second, from)).trim();
  if (/^[^\p{L}\p{N}\s]{1,2}$/u.test(direct) && !/^[,;."”]$/.test(direct)) return direct;
  const named = direct.replace(
    /^[\s,;.]*(?:then|and|dann|und|puis|y|e|followed by|after it|next)?[\s,]*/i,
    "",
  );
  for (const [name, sign] of signs) if (name.test(named)) return sign;
  const after = text.slice(text.indexOf(second, from));
  const how = joint.exec(after);
  if (how !== null) {
    const rest = after.slice(how.index + how[0].length);
    for (const [name, sign] of signs) if (name.test(rest)) return sign;
    const literal = quotedIn(rest)[0] ?? /^\S/.exec(rest)?.[0];
    if (literal !== undefined && literal.length <= 2) return literal;
  }
  if (/without (?:a )?(?:space|gap)|in one word|as one word|zusammengeschrieben/i.test(text))
    return "";
  return null;
}

function placeOf(text: string): Saying["place"] {
  if (
    /\b(?:only|nothing else|exactly|single (?:line|word)|and stop|any other output|sonst nichts|rien d’autre|nada más|nient’altro|einzigen|una sola|nothing (?:more|about)|instead of|do not (?:translate|list|write))\b|だけ|只/i.test(
      text,
    )
  ) {
    return "only";
  }
  if (/\b(?:begin|start|open|first line|beginn|commence|empieza|inizia|zacznij)/i.test(text))
    return "start";
  if (/\b(?:end|finish|close|last line|append|termin|beende)/i.test(text)) return "end";
  return "inside";
}
