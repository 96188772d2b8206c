// What strangers wrote, put where a forge draws markdown: it names nobody, closes nothing, links
// nowhere and forges no line of ours. A zero-width space parts what a forge would act on; a backslash
// alone does not, because forges look for names and issues in the drawn text.

const marks = /([@#!~%&$^])(?=\S)/g;
const apart = "\u200b";

/** One line of plain text that means nothing to a forge, for where nothing is drawn: a commit's message. */
export function quietText(text: string): string {
  return oneLine(text)
    .replace(marks, `$1${apart}`)
    .replace(/:\/\//g, `:${apart}//`)
    .replace(/\b(GH|www)([-.])(?=\w)/gi, `$1$2${apart}`);
}

/** One line of text inside markdown, in a cell of a table too. */
export function plainText(text: string): string {
  return quietText(text)
    .replace(/[\\`*_[\]<>|~#&]/g, "\\$&")
    .replace(/^([-+=])/, "\\$1")
    .replace(/^(\d+)([.)])/, "$1\\$2");
}

/** One line of code inside markdown, as CommonMark 6.1 fences it; not for the cell of a table. */
export function inlineCode(text: string): string {
  const line = quietText(text) || " ";
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** One line of prose whose pieces between single backticks are code, as our rules write it. */
export function proseText(text: string): string {
  return oneLine(text)
    .split(/(`[^`]{1,200}`)/)
    .map((piece, at) => {
      if (at % 2 === 1) return inlineCode(piece.slice(1, -1));
      const words = plainText(piece);
      if (words === "") return piece;
      return `${piece.startsWith(" ") ? " " : ""}${words}${piece.endsWith(" ") ? " " : ""}`;
    })
    .join("");
}

/** Controls, and what turns the direction of text, could make it look like another. */
function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "")
    .replace(/ {2,}/g, " ")
    .trim();
}
