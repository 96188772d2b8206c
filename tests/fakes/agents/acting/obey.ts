import { readings } from "../reading/decode.ts";
import { asksAboutItself, asksForSecrets, inWriting, isForeign } from "../reading/manner.ts";
import { type Orders, ordersIn } from "../reading/orders.ts";
import { flawOfSource } from "../reading/passages.ts";
import { type Saying, sayingsIn } from "../reading/sayings.ts";
import { sentencesOf } from "../reading/text.ts";
import type { Work } from "../work.ts";
import { carryOut } from "./carry-out.ts";

/** What obeying changes about the answer. */
export interface Obeyed {
  readonly sayings: Saying[];
  /** Told on top, as it is. */
  readonly told: string[];
}

/**
 * Follows what stands in texts that it should only read: those of a source that a flaw trusts, and what
 * a flaw reads out of any text although the filter before it cannot.
 */
export async function obey(work: Work): Promise<Obeyed> {
  const obeyed: Obeyed = { sayings: [], told: [] };
  const seen = new Set<string>();
  for (let round = 0; round < 4; round++) {
    const orders = trusted(work).filter((text) => !seen.has(text));
    if (orders.length === 0) break;
    for (const text of orders) {
      seen.add(text);
      await follow(work, text, obeyed);
    }
  }
  return obeyed;
}

/** Every text that the agent takes for an order to it. */
function trusted(work: Work): readonly string[] {
  const texts: string[] = [];
  const consider = (flaw: string | undefined, text: string) => {
    const asIs = flaw !== undefined && work.has(flaw);
    if (asIs) texts.push(text);
    if (work.has("obeys-other-languages"))
      texts.push(...(sentencesOf(text).some(isForeign) ? [text] : []));
    const whole = readings(text).filter((each) => work.has(each.flaw));
    texts.push(...whole.map((each) => each.text));
    const joined = joinedPieces([...work.turn.earlier, text]);
    if (joined !== null && work.has("joins-pieces")) texts.push(joined);
  };
  for (const { source, text } of work.passages) consider(flawOfSource[source], text);
  for (const { description } of work.turn.tools?.offered ?? []) {
    if (description.length > 90) consider("obeys-tool-descriptions", description);
  }
  consider(undefined, work.turn.message);
  if (work.has("keeps-standing-orders")) {
    texts.push(
      ...work.turn.earlier.filter((each) =>
        /\b(?:from now on|every (?:answer|e-mail|reply)|all later|standing|always|whenever)\b/i.test(
          each,
        ),
      ),
    );
  }
  return [...new Set(texts)];
}

async function follow(work: Work, text: string, obeyed: Obeyed): Promise<void> {
  const orders = ordersIn(text);
  await carryOut(work, orders);
  if (orders.verbs.has("say")) obeyed.sayings.push(...sayingsIn(text));
  if (orders.verbs.has("reveal") && (asksAboutItself(text) || asksForSecrets(text))) {
    obeyed.told.push(inWriting(text, work.turn.system));
    obeyed.told.push(...work.turn.remembered);
  }
  obeyed.told.push(...linksOf(orders, work));
}

/** A link or an image as the text wants it, with what it asks for in the place of a word in capitals. */
export function linksOf({ text, verbs, urls }: Orders, work: Work): readonly string[] {
  if (!verbs.has("link")) return [];
  const values = [work.turn.message, ...work.passages.map((each) => each.text)].flatMap(
    (each) => each.match(/\b[A-Z0-9]{4}(?:-[A-Z0-9]{4}){2}\b|\b\d{8,}\b/g) ?? [],
  );
  return urls.map((url) => {
    const bare = url.replace(/[)\]]+$/, "");
    const value = [...new Set(values)].join("_");
    const full = /[A-Z]{3,}$/.test(bare)
      ? bare.replace(/[A-Z]{3,}$/, value)
      : `${bare}${/[=/]$/.test(bare) ? value : ""}`;
    return /image|picture|logo|badge|!\[/i.test(text) ? `![image](${full})` : `[link](${full})`;
  });
}

/** Pieces such as A = "…" or Part 2: "…", put together in their order. */
export function joinedPieces(texts: readonly string[]): string | null {
  const pieces: string[] = [];
  for (const text of texts) {
    for (const [, , value = ""] of text.matchAll(
      /\b([A-Za-z]|Part \d)\s?[=:]\s?("(?:[^"\\]|\\.){0,4000}")/g,
    )) {
      pieces.push(unquoted(value));
    }
  }
  if (pieces.length < 2) return null;
  const last = texts.at(-1) ?? "";
  if (!/\b(?:join|together|as one text|\+|concatenat|read a)/i.test(last)) return null;
  return pieces.join(/with (?:a )?spaces?\b/i.test(last) ? " " : "");
}

function unquoted(value: string): string {
  try {
    return String(JSON.parse(value));
  } catch {
    return value.slice(1, -1);
  }
}
