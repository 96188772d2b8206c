// A run in a process of its own, which kills itself after so many results: node killed-run.ts JOURNAL LOG COUNT
import { appendFileSync } from "node:fs";
import { runCampaign } from "#lib/engines/adversary/index.ts";
import { campaignOf } from "./campaigns.ts";
import { fileJournal } from "./journals.ts";
import { suiteWith } from "./seeds.ts";
import { answer, smallTarget } from "./small-target.ts";

export const killedSuite = suiteWith({}, { id: "LLM02-001", severity: "critical" });

/** Writes down what it is asked; obeys one of two. */
export function loggingTarget(log: string) {
  return smallTarget(async ({ text }) => {
    appendFileSync(log, `${JSON.stringify(text)}\n`);
    await new Promise((resolve) => setImmediate(resolve));
    return answer(text.length % 2 === 0 ? text : "No.");
  });
}

const [journal, log, count] = process.argv.slice(2);
if (process.argv[1]?.endsWith("killed-run.ts") === true && journal !== undefined) {
  let left = Number(count);
  await runCampaign(
    campaignOf(killedSuite, loggingTarget(log ?? ""), {
      journal: fileJournal(journal),
      concurrency: 3,
      onResult: () => {
        left--;
        if (left === 0) process.kill(process.pid, "SIGKILL");
      },
    }),
  );
}
