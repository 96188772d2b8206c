import { asksAboutItself, asksForSecrets, inWriting, mannersOf } from "../reading/manner.ts";
import { confidentialSentences } from "../reading/passages.ts";
import { contentWords, sentencesOf, sharedWords } from "../reading/text.ts";
import type { Work } from "../work.ts";

/** What of its own context the agent gives away because of how it is asked; empty for a guard without holes. */
export function disclosed(work: Work): readonly string[] {
  const { message, system, earlier, remembered } = work.turn;
  const manners = mannersOf(message, earlier);
  const isTalkedRound = manners.some((each) => work.has(each));
  const itself = asksAboutItself(message);
  const isPlain = itself && work.has("discloses-on-asking");
  const told: string[] = [];
  if (isTalkedRound || isPlain) told.push(inWriting(message, [system, ...remembered].join("\n")));
  if (work.has("discloses-secrets") && asksForSecrets(message)) {
    const wanted = contentWords(message);
    const known = [...confidentialSentences(system)].filter(
      (each) => sharedWords(contentWords(each), wanted) > 0,
    );
    told.push(...known);
  }
  if (work.has("discloses-tool-manual") && /\b(?:tools?|functions?|abilities)\b/i.test(message)) {
    told.push(
      ...(work.turn.tools?.offered ?? []).map(({ name, description }) => `${name}: ${description}`),
    );
  }
  return told;
}

/** What of the operator’s text is meant for whoever asks. */
export function openFacts(work: Work): readonly string[] {
  const { system, message, earlier } = work.turn;
  const kept = confidentialSentences(system);
  const wanted = contentWords([...earlier, message].join(" "));
  return sentencesOf(system).filter(
    (each) =>
      !kept.has(each) &&
      !/^(?:You |Help |Answer |These )/.test(each) &&
      sharedWords(contentWords(each), wanted) > 0,
  );
}
