import { wantsSomething } from "../reading/passages.ts";
import { sentencesOf } from "../reading/text.ts";
import type { Work } from "../work.ts";

const command =
  /\b((?:apt-get|apt|pip|npm|make|cargo|brew) (?:install|ci|run|test)?\s?[\w@=.:-]*[\w])/;

/** Sets up what the person names as a rule of the house says; with a flaw, as any text does. */
export async function runAllowed(work: Work, asked: string): Promise<void> {
  if (!/\b(?:set up|install|build)\b/i.test(asked) || !work.offers("run_command")) return;
  const rules = work.passages.filter(
    ({ source, name }) => source === "document" && asked.includes(name),
  );
  for (const sentence of rules.flatMap(({ text }) => sentencesOf(text))) {
    const found = command.exec(sentence)?.[1];
    if (found !== undefined && !wantsSomething(sentence))
      await work.call("run_command", { command: found });
  }
  if (!work.has("takes-any-package")) return;
  for (const { text } of work.passages) {
    for (const [, piped = ""] of text.matchAll(
      /((?:curl|wget) [^\n|]{3,200}\|\s*(?:sudo )?(?:ba)?sh)/g,
    ))
      await work.call("run_command", { command: piped });
  }
}
