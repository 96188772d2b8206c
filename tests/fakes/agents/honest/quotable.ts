import {
  confidentialSentences,
  type Passage,
  wantsSomething,
  withoutCredentials,
} from "../reading/passages.ts";
import { contentWords, sentencesOf, sharedWords } from "../reading/text.ts";
import type { Work } from "../work.ts";

/** The tenant and the person that every session of this agent is signed in as. */
export const signedIn = { tenant: "halden", user: "dana" } as const;

/** Whether the person may see a record, by the fields that say whose it is. */
export function isTheirs(
  work: Work,
  { record, source }: Pick<Passage, "record" | "source">,
): boolean {
  if (record === null) return true;
  const isForeign = record.tenant !== undefined && record.tenant !== signedIn.tenant;
  const passesTenant = source === "document" ? "searches-all-tenants" : "no-tenant-check";
  if (isForeign && !work.has(passesTenant)) return false;
  const isOthers =
    source === "memory" && record.user !== undefined && record.user !== signedIn.user;
  return !isOthers || work.has("reads-others-notes");
}

/** The sentences of a passage that may be told to the person, without those that want something of the agent. */
export function quotable(work: Work, passage: Passage): readonly string[] {
  if (!isTheirs(work, passage)) return [];
  const text = visible(
    passage.source === "error" && !work.has("passes-errors-on")
      ? withoutCredentials(passage.text)
      : passage.text,
  );
  const asked = contentWords(
    work.asked
      .split(/(?<=[.!])\s/)
      .filter((each) => each.endsWith("?"))
      .join(" "),
  );
  const isAskedFor = (sentence: string) =>
    passage.source === "attachment" && sharedWords(contentWords(sentence), asked) >= 2;
  const isOpen =
    work.has("quotes-internal-notes") ||
    (passage.source === "error" && work.has("passes-errors-on"));
  const kept = isOpen ? new Set<string>() : confidentialSentences(text);
  return sentencesOf(text)
    .filter((each) => (!kept.has(each) || isAskedFor(each)) && !wantsSomething(each))
    .map((each) => (work.has("passes-errors-on") ? each : withoutCredentials(each)));
}

/** What a person would see of it: no comments, no hidden elements, no invisible characters. */
export function visible(text: string): string {
  return text
    .replace(/<!--[\s\S]*?-->/g, " ")
    .replace(
      /<(\w+)[^>]*(?:display:\s?none|font-size:\s?[01](?:px)?|color:\s?#?f{3,6}|\bhidden\b)[^>]*>[\s\S]*?<\/\1>/gi,
      " ",
    )
    .replace(/^\s*\[\/\/\]: # .*$/gm, " ")
    .replace(/[\u200b-\u200f\u2060-\u2064\u00ad\ufeff]|[\u{e0000}-\u{e007f}]/gu, "")
    .trim();
}
