/** Letters of other scripts that are drawn like Latin ones; what NFKD already makes Latin is not here. */
const lookAlikes: readonly (readonly [latin: string, others: string])[] = [
  ["a", "аɑα"],
  ["b", "вьƅ"],
  ["c", "сϲᴄⅽ"],
  ["d", "ԁⅾժ"],
  ["e", "еєεҽ℮"],
  ["f", "ғϝƒք"],
  ["g", "ɡցԍ"],
  ["h", "һнհ"],
  ["i", "іιıɩꙇ"],
  ["j", "јϳյ"],
  ["k", "кκĸ"],
  ["l", "ӏⅼ"],
  ["m", "мⅿ"],
  ["n", "ոռηп"],
  ["o", "оοօσ"],
  ["p", "рρ"],
  ["q", "ԛզգ"],
  ["r", "гᴦ"],
  ["s", "ѕʂ"],
  ["t", "тτ"],
  ["u", "υսц"],
  ["v", "ѵνᴠ"],
  ["w", "ԝωѡա"],
  ["x", "хχ×"],
  ["y", "уүγу"],
  ["z", "ᴢʐ"],
  ["a", "ᴀ"],
  ["b", "ʙ"],
  ["d", "ᴅ"],
  ["e", "ᴇ"],
  ["f", "ꜰ"],
  ["g", "ɢ"],
  ["h", "ʜ"],
  ["i", "ɪ"],
  ["j", "ᴊ"],
  ["k", "ᴋ"],
  ["l", "ʟ"],
  ["m", "ᴍ"],
  ["n", "ɴ"],
  ["o", "ᴏ"],
  ["p", "ᴘ"],
  ["q", "ꞯ"],
  ["r", "ʀ"],
  ["s", "ꜱ"],
  ["t", "ᴛ"],
  ["u", "ᴜ"],
  ["y", "ʏ"],
];

const toLatin = new Map(
  lookAlikes.flatMap(([latin, others]) => [...others].map((each) => [each, latin] as const)),
);

/** First code points of alphabets that are drawn in boxes and circles, or as flags. */
const boxedAlphabets = [0x1f130, 0x1f150, 0x1f170, 0x1f1e6];
/** Zeros of the digits of Arabic, Persian, Devanagari and Bengali. */
const zeros = [0x0660, 0x06f0, 0x0966, 0x09e6];
const known = new Map<number, string>();
const maxKnown = 20_000;

/** True for what takes no room: zero widths, joiners, marks of direction, variation selectors. */
function isUnseen(char: string): boolean {
  return /^[\p{Cf}\p{M}\u115f\u1160\u2800\u3164\uffa0]$/u.test(char);
}

/**
 * What a character outside ASCII is read as: small Latin letters where it looks like them, nothing
 * where it is not seen, else itself. Characters of the tag block are the ASCII that they hide.
 */
export function readAs(codePoint: number): string {
  const before = known.get(codePoint);
  if (before !== undefined) return before;
  const read = look(codePoint);
  if (known.size >= maxKnown) known.clear();
  known.set(codePoint, read);
  return read;
}

function look(codePoint: number): string {
  if (codePoint >= 0xe0020 && codePoint < 0xe007f) {
    return String.fromCharCode(codePoint - 0xe0000).toLowerCase();
  }
  const boxed = boxedAlphabets.find((first) => codePoint >= first && codePoint < first + 26);
  if (boxed !== undefined) return String.fromCharCode(0x61 + codePoint - boxed);
  const zero = zeros.find((first) => codePoint >= first && codePoint < first + 10);
  if (zero !== undefined) return String(codePoint - zero);
  const char = String.fromCodePoint(codePoint);
  if (isUnseen(char)) return "";
  let read = "";
  for (const part of char.normalize("NFKD").toLowerCase()) {
    if (!isUnseen(part)) read += toLatin.get(part) ?? part;
  }
  return read;
}
