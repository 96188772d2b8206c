import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { root } from "../../bin/ground/paths.ts";

const file = join(root, "bench/rules/judgements.json");

const judgement = z.strictObject({
  package: z.string(),
  rule: z.string(),
  place: z.string(),
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  /** Whether the fault is there as the rule says, so that its maintainer should change the code. */
  right: z.boolean(),
  /** What the reader saw there. */
  why: z.string(),
});

/** What a person said of one finding after reading the code around it. */
export type Judgement = z.infer<typeof judgement>;

export async function readJudgements(): Promise<readonly Judgement[]> {
  return z.array(judgement).parse(JSON.parse(await readFile(file, "utf8")));
}

export async function writeJudgements(all: readonly Judgement[]): Promise<void> {
  const key = (each: Judgement) => `${each.rule} ${each.package} ${each.place}`;
  const sorted = [...all].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const lines = sorted.map((each) => `  ${JSON.stringify(each)}`);
  await writeFile(file, `[\n${lines.join(",\n")}\n]\n`);
}
