import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { root } from "../../bin/ground/paths.ts";

const folder = join(root, "bench/rules/judgements");

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

/** All of them, from the file of each registry. */
export async function readJudgements(): Promise<readonly Judgement[]> {
  const texts = await Promise.all(
    ["npm", "pypi"].map((name) => readFile(join(folder, `${name}.json`), "utf8")),
  );
  return texts.flatMap((text) => z.array(judgement).parse(JSON.parse(text)));
}
