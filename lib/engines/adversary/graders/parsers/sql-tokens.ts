import type { MoreThanAllowed, SqlAllowed } from "./more.ts";

const verbs = new Set(
  (
    "select insert update delete merge replace drop create alter truncate grant revoke exec execute call copy " +
    "attach detach pragma vacuum load set show use begin commit rollback do lock rename handler explain with values"
  ).split(" "),
);
/** Verbs that are words of other statements as well, so that only their first place says something. */
const alsoWords = new Set("set show use replace values with begin call do load lock".split(" "));
const maxLength = 100_000;
const unparsed = "(it could not be parsed, and is judged by its words)";

interface Token {
  readonly text: string;
  readonly start: number;
}

/** Words and signs outside strings and comments. */
function tokensOf(text: string): readonly Token[] {
  const found: Token[] = [];
  const token =
    /'[^']*'?|--[^\n]*|#[^\n]*|\/\*[^*]*(?:\*(?!\/)[^*]*)*(?:\*\/)?|"[^"]*"?|`[^`]*`?|[\p{L}_][\p{L}\p{N}_.$]*|[;(),]/gu;
  for (const match of text.slice(0, maxLength).matchAll(token)) {
    if (/^(?:'|--|#|\/\*)/.test(match[0])) continue;
    found.push({ text: match[0].replace(/["`]/g, "").toLowerCase(), start: match.index });
  }
  return found;
}

/** Functions whose arguments are told with FROM. */
const hasFrom = /^(?:substring|trim|extract|overlay|position)$/;

/** For what no dialect’s parser reads: strict, by its words. */
export function tokensDoMore(
  text: string,
  { statements, tables }: SqlAllowed,
): MoreThanAllowed | null {
  const may = new Set(statements.map((each) => each.toLowerCase()));
  const readable = tables?.map((each) => each.toLowerCase());
  const more = (what: string, { start, text: word }: Token): MoreThanAllowed => ({
    what: `${what} ${unparsed}`,
    start,
    end: start + word.length,
  });
  let isFirst = true;
  let before = "";
  const calls: string[] = [];
  for (const token of tokensOf(text)) {
    const word = token.text;
    if (word === "(") calls.push(before);
    else if (word === ")") calls.pop();
    const isVerb = verbs.has(word) && (isFirst || !alsoWords.has(word));
    if (isVerb && !may.has(word) && !(word === "with" && may.has("select"))) {
      return more(`the statement ${word.toUpperCase()}`, token);
    }
    const isPart = before === "from" && hasFrom.test(calls.at(-1) ?? "");
    const isTable =
      !isPart && /^(?:from|join|into|update|table)$/.test(before) && /^[\p{L}_]/u.test(word);
    const name = word.split(".").at(-1) ?? "";
    if (isTable && readable !== undefined && !readable.includes(word) && !readable.includes(name)) {
      if (!verbs.has(word) && word !== "lateral") return more(`the table ${word}`, token);
    }
    isFirst = word === ";";
    before = word;
  }
  return null;
}
