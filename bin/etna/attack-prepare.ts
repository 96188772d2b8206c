import { randomBytes } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "#lib/base/index.ts";
import {
  capabilitiesOf,
  makePlan,
  type Plan,
  type PlanFilter,
  planDigest,
  type Suite,
} from "#lib/engines/adversary/index.ts";
import { config } from "#lib/platform/config/index.ts";
import { readSeeds, readTarget, type TargetFile } from "./attack-files.ts";
import { JournalFile } from "./attack-journal.ts";
import { type AttackOptions, filterOf } from "./attack-options.ts";

/** What a run is about, read before anything is sent. */
export interface Prepared {
  readonly file: TargetFile;
  readonly suite: Suite;
  readonly plan: Plan;
  /** Of the run that this one goes on with. */
  readonly earlier: JournalFile | null;
  readonly isDrawn: boolean;
  readonly only: PlanFilter | undefined;
}

export async function prepare(
  path: string,
  options: AttackOptions,
  draw: () => string,
): Promise<Prepared> {
  const file = await readTarget(path);
  const suite = await readSeeds(options.seeds, options.onlyOwn === true);
  const earlier = options.resume === undefined ? null : await JournalFile.resume(options.resume);
  try {
    const head = earlier?.head;
    const seed = options.seed ?? head?.seed ?? draw();
    const only = filterOf(options) ?? head?.only ?? undefined;
    const plan = makePlan(suite, {
      seed,
      profile: options.profile ?? head?.profile ?? "smoke",
      capabilities: capabilitiesOf(file.spec),
      only,
    });
    if (earlier !== null) checkSame(earlier, { suite, file, plan });
    const isDrawn = options.seed === undefined && head === undefined;
    return { file, suite, plan, earlier, isDrawn, only };
  } catch (error) {
    await earlier?.close();
    throw error;
  }
}

/** Results of another run are no results of this one. */
function checkSame(
  { path, head }: JournalFile,
  { suite, file, plan }: Pick<Prepared, "suite" | "file" | "plan">,
): void {
  const other = (what: string) => {
    const how = "Begin a new run with --journal, or give what that one was begun with.";
    return new AppError("invalid_input", `${path} is of ${what}. ${how}`);
  };
  if (head.target !== file.digest) throw other("another target, or its file has changed since");
  if (head.suite !== suite.digest) throw other("another suite: the attacks are not the same");
  if (head.plan !== planDigest(plan)) {
    throw other(`another plan: seed ${head.seed}, profile ${head.profile}`);
  }
}

export async function newJournal(
  { suite, file, plan }: Prepared,
  options: AttackOptions,
): Promise<JournalFile> {
  return await JournalFile.create(options.journal ?? (await ownJournal()), {
    suite: suite.digest,
    target: file.digest,
    plan: planDigest(plan),
    seed: plan.seed,
    profile: plan.profile,
    only: filterOf(options) ?? null,
    startedAtMs: Date.now(),
  });
}

async function ownJournal(): Promise<string> {
  const folder = join(config().ETNA_DATA_DIR, "attacks");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const time = new Date().toISOString().replaceAll(/[:.]/g, "-");
  return join(folder, `${time}-${randomBytes(4).toString("hex")}.jsonl`);
}
