import { explain, say } from "../bin/ground/report.ts";
import { adversary } from "./adversary.ts";
import { agent } from "./agent.ts";
import type { Bench } from "./bench.ts";
import { exportBench } from "./export.ts";
import { forges } from "./forges.ts";
import { mainLoop } from "./main-loop.ts";
import { perimeter } from "./perimeter.ts";
import { provenance } from "./provenance.ts";
import { jsonLines, table } from "./report.ts";
import { rulesBench } from "./rules.ts";

/** Every bench; to add one, write its file and name it here. */
const benches: readonly Bench[] = [
  mainLoop,
  perimeter,
  forges,
  provenance,
  agent,
  exportBench,
  rulesBench,
  adversary,
];

const usage = `npm run bench -- NAME [--json]

${benches.map(({ name, summary }) => `  ${name.padEnd(12)} ${summary}`).join("\n")}

Exit codes: 0 every goal holds, 1 one does not, 2 wrong use, 3 could not finish.`;

async function main(args: readonly string[]): Promise<number> {
  const names = args.filter((arg) => arg !== "--json");
  const bench = benches.find(({ name }) => name === names[0]);
  if (names.length === 0 || names[0] === "--help") {
    console.log(usage);
    return names.length === 0 ? 2 : 0;
  }
  if (bench === undefined || names.length > 1) {
    say(`There is no bench "${names.join(" ")}".\n\n${usage}`);
    return 2;
  }
  const figures = await bench.run();
  console.log(args.includes("--json") ? jsonLines(figures) : table(figures));
  return figures.every(({ holds }) => holds !== false) ? 0 : 1;
}

process.noDeprecation = true;
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  say(explain(error));
  process.exitCode = 3;
}
