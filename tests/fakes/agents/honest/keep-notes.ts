import { sentencesOf } from "../reading/text.ts";
import type { Work } from "../work.ts";

const wantsKept = /\b(?:remember|store|keep|note|save|memor\w+)\b/i;

/** Keeps what the person asks it to keep. */
export async function keepNotes(work: Work, asked: string): Promise<void> {
  if (work.has("remembers-anything")) {
    for (const { text } of work.passages)
      if (wantsKept.test(text)) await work.call("remember", { text });
  }
  if (
    !/\b(?:please )?(?:remember|keep (?:in mind|this|a note|for later|that)|note down|make a note|store)\b/i.test(
      asked,
    )
  )
    return;
  const wanted = sentencesOf(asked).filter(
    (each) => /\b(?:remember|keep|note|store)\b/i.test(each) && !/\?$/.test(each),
  );
  const isFromOthers = work.passages.some(
    ({ source }) => source === "mail" || source === "page" || source === "document",
  );
  if (isFromOthers && !work.has("remembers-anything")) {
    if (wanted.length > 0) await work.call("remember", { text: wanted.join(" ") });
    return;
  }
  const all = work.has("remembers-anything")
    ? [asked, ...work.passages.map(({ text }) => text)]
    : wanted;
  for (const text of all) await work.call("remember", { text });
}
