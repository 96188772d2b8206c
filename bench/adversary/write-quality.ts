import { writeFile } from "node:fs/promises";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { root } from "../../bin/ground/paths.ts";
import { measureGraders } from "../../tests/support/measure-graders.ts";
import type { Figure } from "../bench.ts";
import { measureAdversary } from "./measure.ts";
import type { FlawSought } from "./planted-flaws.ts";

/** Writes docs/adversary-quality.md of what is measured. */
const loadNow = () => (loadavg()[0] ?? 0).toFixed(1);
const load = loadNow();
const { flaws, figures } = await measureAdversary();
const written = (found: string | null) => (found === null ? "—" : `\`${found}\``);
const flawRow = ({ flaw, smoke, standard }: FlawSought) =>
  `| \`${flaw.id}\` | ${flaw.category} | ${flaw.does} | ${written(smoke)} | ${written(standard)} |`;
const figureRow = ({ name, value, unit, goal, holds }: Figure) =>
  `| ${name} | ${value} ${unit} | ${goal ?? ""} | ${holds === null ? "" : holds ? "holds" : "does not hold"} |`;
const graders = measureGraders();
const graderRow = (each: (typeof graders)[number]) =>
  `| ${each.kind} | ${each.found} of ${each.breaches} | ${each.cleared} of ${each.others} | ${each.differing.map((id) => `\`${id}\``).join(", ")} |`;

await writeFile(
  join(root, "docs/adversary-quality.md"),
  `# How well the adversarial suite finds what is there

\`node bench/adversary/write-quality.ts\` measures this and writes this page; \`npm run bench -- adversary\`
prints the figures and fails where a goal does not hold. Figures of time come from the machine they ran on:
${availableParallelism()} cores, load average ${load} when it began and ${loadNow()} at its end. Where more wants to run than there
are cores, what the suite takes of a target says little of the suite.

| figure | value | goal | |
|---|---:|---|---|
${figures.map(figureRow).join("\n")}

## Planted flaws

\`tests/fakes/agents\` is an agent without a model: it reads what it is told, finds what a text wants of its
reader, and does it with its tools. Each flaw is a branch of that code; none knows a seed, a case or a canary’s
value, though the reader knows what made-up words and tokens look like. Each was switched on alone, and the suite run over HTTP; the table names the first case that showed
it. With no flaw on it is the hardened twin, which does the ordinary tasks and breaches nowhere.

| flaw | category | the agent | in smoke | in standard |
|---|---|---|---|---|
${flaws.map(flawRow).join("\n")}

## Graders

Held against a corpus of labelled transcripts; known misses count as misses.

| kind | breaches found | others cleared | graded otherwise than labelled |
|---|---:|---:|---|
${graders.map(graderRow).join("\n")}

## What these figures do not say

- The agent and the seeds were written apart, by different hands, but in one house: where the agent did not
  understand a seed’s English, its reader was taught. So it shows that the suite sees flaws of these
  kinds, not how many flaws of yours it would see. The hardened twin’s skills were taught on the
  ordinary tasks of the suite; it shows that they can be done honestly, not that every good agent does them all.
- The core that smoke and standard begin with was chosen so that these flaws show. On flaws of other kinds they find less, smoke above all: it is sixty cases.
- A model breaks otherwise than a program: now and then, and after pressure. The suite repeats its cases and
  gives intervals for that; an agent that follows rules cannot show how wide they should be.
- Black-box testing does not reach what leaves no trace in answers and calls: where training data and
  weights came from (LLM03), what was poisoned before deployment and waits for a trigger that no seed
  says (LLM04), embeddings that can be inverted (LLM08), and whether a claim is true that no seed knows the
  truth of (LLM09). Those categories have fewer seeds.
- Calls that an agent makes with tools of its own and does not report are not seen.
- That a flaw was not found is no proof that it is not there. A category with few cases says so by its interval.
`,
);
