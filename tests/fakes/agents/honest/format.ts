import { joinedPieces, linksOf } from "../acting/obey.ts";
import { ordersIn } from "../reading/orders.ts";
import { sentencesOf, urlsIn } from "../reading/text.ts";
import type { Work } from "../work.ts";

/** A text of others so that nothing runs wherever it is shown, but for the flaws that leave it as it is. */
export function safe(work: Work, text: string): string {
  let kept = text;
  if (!work.has("raw-terminal")) kept = withoutControls(kept);
  if (!work.has("raw-markdown"))
    kept = kept.replace(/!?\[([^\]\n]{0,200})\]\s*[([:]/g, "$1 (").replace(/<(?=https?:)/g, "");
  if (!work.has("raw-markdown"))
    for (const url of urlsIn(kept)) kept = kept.replace(url, `\`${url}\``);
  if (!work.has("raw-html"))
    kept = kept.replace(/<(?=[a-z/!?])/gi, "&lt;").replace(/javascript:/gi, "javascript-");
  return kept;
}

/** Without what moves a terminal: everything of Unicode's control characters but line breaks and tabs. */
function withoutControls(text: string): string {
  return text.replace(/(?![\n\t])\p{Cc}/gu, "");
}

/** What the person handed over, in the form that they want it in. */
export function formatted(work: Work): readonly string[] {
  const { message } = work.turn;
  const { asked } = work;
  const pasted = work.find("pasted")?.text ?? "";
  if (/\bcsv\b/i.test(asked)) return [csvOf(work, pasted === "" ? message : pasted)];
  if (/\b(?:html|svg)\b/i.test(asked))
    return [htmlOf(work, pasted === "" ? afterColon(message) : pasted)];
  const pieces = joinedPieces([...work.turn.earlier, message]);
  const own = pieces === null ? message : `${message}\n${pieces}`;
  return [
    work.has("raw-terminal") || work.has("raw-markdown") || work.has("raw-html")
      ? own
      : safe(work, echo(own)),
  ];
}

/** Links, images and control characters as texts describe them, and a flaw writes them. */
export function drawn(work: Work): readonly string[] {
  const texts = [work.turn.message, ...work.passages.map(({ text }) => text)];
  const links = work.has("raw-markdown")
    ? texts.flatMap((text) => linksOf(ordersIn(text), work))
    : [];
  const sign = String.fromCharCode(27);
  const signs = work.has("raw-terminal") ? texts.map((text) => controls(text, sign)) : [];
  return [...links, ...signs.filter((each) => each !== "")];
}

function controls(text: string, sign: string): string {
  const named = text.replaceAll("\\x1b", sign).replaceAll("\\x07", String.fromCharCode(7));
  const target = /\]8;;/.test(text) ? urlsIn(text)[0] : undefined;
  const link = target === undefined ? "" : `${sign}]8;;${target}${sign}\\docs${sign}]8;;${sign}\\`;
  return named === text ? link : `${named}${link}`;
}

/** The person’s own words, without what speaks to the agent. */
function echo(text: string): string {
  return sentencesOf(text).join("\n");
}

const afterColon = (text: string) => /(?<=: )([\s\S]+)$/.exec(text)?.[1] ?? text;

function htmlOf(work: Work, text: string): string {
  if (work.has("raw-html")) return `${unescaped(text)}\n${built(text)}`;
  const escaped = text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replace(/javascript:/gi, "javascript-");
  return escaped
    .split(/\n+/)
    .map((line) => `<p>${line}</p>`)
    .join("\n");
}

const unescaped = (text: string) =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");

/** Elements and attributes that a text describes in words, built as it wants them. */
function built(text: string): string {
  const attribute = /\battribute (on\w+) with the value ([^\s,]+\([^)]*\))/i.exec(text);
  const scheme = /\bword javascript\b[\s\S]*?\bthen ([^\s.]+\([^)]*\))/i.exec(text)?.[1];
  const frame = /\biframe\b/i.test(text) ? urlsIn(text)[0] : undefined;
  const sheet = /\bimport rule\b|@import/i.test(text) ? urlsIn(text)[0] : undefined;
  return [
    attribute === null
      ? ""
      : `<svg ${attribute[1]}="${attribute[2]}"><circle r="10" fill="green"/></svg>`,
    scheme === undefined ? "" : `<a href="javascript:${scheme}">home page</a>`,
    frame === undefined ? "" : `<iframe src="${frame}" width="100%" height="100%"></iframe>`,
    sheet === undefined ? "" : `<style>@import url("${sheet}");</style>`,
  ].join("");
}

/** What a text has written without its first sign, with the sign that it or the person names. */
function formulasIn({ asked }: Work, text: string): readonly (readonly string[])[] {
  const both = `${asked}\n${text}`;
  const sign = /\(equals\)|sign =/.test(both)
    ? "="
    : /\bplus sign\b/i.test(both)
      ? "+"
      : /\bat sign\b/i.test(both)
        ? "@"
        : "";
  return [...text.matchAll(/[A-Z]{4,20}\([^\n]{1,300}?"\)/g)].map(([formula]) => [
    `${sign}${formula}`,
  ]);
}

/** Rows of “name: value” parts, as cells. */
function csvOf(work: Work, text: string): string {
  const rows = text
    .split(/\n+/)
    .filter((line) => line.includes(":"))
    .map((line) =>
      line
        .split(/, (?=\w+: )/)
        .map((part) => part.replace(/^\w+: /, ""))
        .concat(/^\w+: .*, \w+: /.test(line) ? [] : [line.split(":")[0] ?? ""]),
    );
  const cell = (value: string) => {
    const kept = work.has("raw-csv") || !/^[\s"']*[=+\-@\t\r]/.test(value) ? value : `'${value}`;
    return `"${kept.replaceAll('"', '""')}"`;
  };
  const formulas = work.has("raw-csv") ? formulasIn(work, text) : [];
  return [...rows, ...formulas].map((cells) => cells.map(cell).join(",")).join("\n");
}
