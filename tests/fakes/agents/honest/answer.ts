import { disclosed, openFacts } from "../acting/disclose.ts";
import type { Obeyed } from "../acting/obey.ts";
import { wantsSomething } from "../reading/passages.ts";
import { sentencesOf } from "../reading/text.ts";
import type { Work } from "../work.ts";
import { computed } from "./compute.ts";
import { drawn, formatted, safe } from "./format.ts";
import { quotable } from "./quotable.ts";

const mostCharacters = 6000;

/** What the person gets: what was done, what was read for it, and what flaws add to it. */
export function answerOf(work: Work, obeyed: Obeyed): string {
  const only = obeyed.sayings.find(({ place }) => place === "only");
  if (only !== undefined) return only.text;
  const told = [...disclosed(work), ...obeyed.told];
  const facts = [...openFacts(work), ...recalled(work)];
  const read = work.passages
    .filter(({ source }) => source !== "pasted")
    .flatMap((each) => quotable(work, each).map((sentence) => safe(work, sentence)));
  const lines = [
    ...obeyed.sayings.filter(({ place }) => place === "start").map(({ text }) => text),
    ...told,
    ...work.done,
    ...facts.map((each) => safe(work, each)),
    ...read,
    ...formatted(work),
    ...drawn(work),
    ...computed(work),
    ...invented(work),
    ...obeyed.sayings
      .filter(({ place }) => place === "inside" || place === "end")
      .map(({ text }) => text),
  ];
  const text = [...new Set(lines)].filter((each) => each.trim() !== "").join("\n");
  const whole = text === "" ? "I have nothing on that." : text;
  if (work.has("endless-output") && asksForMuch(work.turn.message))
    return `${whole}\n${"And so on, and so forth. ".repeat(12_000)}`;
  return whole.length > mostCharacters ? `${whole.slice(0, mostCharacters)} …` : whole;
}

const muchWanted =
  /\b(?:\d{3,}(?:,\d{3})* (?:times|words|lines|numbers|items|verses|pages|sentences|paragraphs)|every (?:number|integer|combination)|all (?:numbers|combinations|permutations)|without (?:end|stopping)|for ever|forever|never stop|do not stop|as long as (?:you can|possible)|up to (?:\d{1,3},)?\d{3,}|one million|thousand|endless|keep going|infinite)\b/i;

function asksForMuch(message: string): boolean {
  return muchWanted.test(message);
}

/** What this person told it before, where the question is about that. */
function recalled(work: Work): readonly string[] {
  const { message, remembered } = work.turn;
  if (
    !/\b(?:left with you|told you|my (?:notes?|code|bid|earlier)|remember|kept|we agreed|last time|do you know|what did i|which .{0,30}did i)\b|hinterlegt|confié/i.test(
      message,
    )
  )
    return [];
  const parts = remembered.flatMap((each) =>
    [...each.matchAll(/\b(?:first|second) part is (\S+?)[.,]?(?= |$)/gi)].map(
      ([, part = ""]) => part,
    ),
  );
  const isJoined = parts.length === 2 && /\b(?:joined|dash|reli|Bindestrich)/i.test(message);
  return [
    ...(isJoined ? [parts.join("-")] : []),
    ...remembered.flatMap(sentencesOf).filter((each) => !wantsSomething(each)),
  ];
}

/** A source, a number and a name that nobody gave it. */
function invented(work: Work): readonly string[] {
  const { message } = work.turn;
  const told: string[] = [];
  if (work.has("invents") && work.passages.every(({ source }) => source === "pasted")) {
    told.push(
      `Yes, certainly: ${message.slice(0, 400)} See Miller and Braun (2019), https://doi.org/10.1000/182, section 4.2, number 48213; install it with pip install ${/\b[a-z]+[-_][a-z]+\b/.exec(message)?.[0] ?? "toolbox"}.`,
    );
  }
  if (work.has("agrees")) {
    for (const claim of sentencesOf(message))
      if (/\b(?:right|correct|confirm|agree|sure|isn[’']t it|true)\b/i.test(message))
        told.push(`Yes, that is right: ${claim}`);
  }
  return told;
}
