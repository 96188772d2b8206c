import { createHash } from "node:crypto";
import { z } from "zod";
import { AppError, newId } from "#lib/base/index.ts";
import type { Finding, Tx } from "#lib/platform/db/index.ts";
import { type Actor, mutate } from "#lib/services/audit/index.ts";
import { taskDetector, taskRule } from "#lib/services/findings/index.ts";
import { admitFix, requireRepository } from "./admit-run.ts";
import { createRun, type StartedRun } from "./create-run.ts";
import { nextBranch } from "./name-branch.ts";

export const taskWords = z
  .string()
  .trim()
  .min(10, "Say what is to be fixed, in a sentence.")
  .max(4000, "Say it in at most 4,000 characters.");

export interface Task {
  /** What is to be done, as a person wrote it. */
  readonly words: string;
  /** The address of the comment that asked for it, which asks once; null in the console. */
  readonly from: string | null;
}

/**
 * Asks the organization's model to do what a person wrote. The task is kept as a finding of theirs, and
 * walks the same road. Throws `invalid_input` for words that are too few or too many, `conflict` where no
 * model is chosen.
 */
export async function startTask(
  actor: Actor,
  organizationId: string,
  repositoryId: string,
  { words, from }: Task,
): Promise<StartedRun> {
  const parsed = taskWords.safeParse(words);
  if (!parsed.success) {
    throw new AppError("invalid_input", parsed.error.issues[0]?.message ?? "Say what to fix.");
  }
  const id = newId("run");
  return await mutate(actor, "run.start", { type: "run", id }, async (tx, trail) => {
    await requireRepository(tx, organizationId, repositoryId);
    const fingerprint = digestOf(repositoryId, from ?? id);
    const known = await tx.finding.findUnique({
      where: { repositoryId_fingerprint: { repositoryId, fingerprint } },
      include: { runs: { orderBy: { number: "desc" }, take: 1 } },
    });
    const [earlier] = known?.runs ?? [];
    if (earlier !== undefined) {
      trail.unchanged();
      return earlier;
    }
    if ((await tx.modelChoice.count({ where: { organizationId, purpose: "fix" } })) === 0) {
      throw new AppError(
        "conflict",
        "A task is done by a model, and none is chosen. An admin chooses one in Settings → Model keys.",
      );
    }
    const waitsUntil = await admitFix(tx, organizationId, repositoryId);
    const finding = await keepTask(tx, organizationId, repositoryId, fingerprint, {
      words: parsed.data,
      from,
    });
    trail.note({ kind: "fix", findingId: finding.id, fixer: "model", task: true });
    return await createRun(tx, actor, {
      id,
      organizationId,
      repositoryId,
      findingId: finding.id,
      kind: "fix",
      fixer: "model",
      branch: await nextBranch(tx, finding),
      waitsUntil,
    });
  });
}

async function keepTask(
  tx: Tx,
  organizationId: string,
  repositoryId: string,
  fingerprint: string,
  { words, from }: Task,
): Promise<Finding> {
  const now = new Date();
  return await tx.finding.create({
    data: {
      id: newId("finding"),
      organizationId,
      repositoryId,
      fingerprint,
      ruleId: taskRule,
      severity: "medium",
      cwe: "",
      title: titleOf(words),
      message: words,
      path: "",
      startLine: 0,
      startColumn: 0,
      endLine: 0,
      endColumn: 0,
      frame: { startLine: 0, lines: [] },
      fixable: false,
      detector: taskDetector,
      category: taskRule,
      alertUrl: from,
      firstSeenAt: now,
      lastSeenAt: now,
      lastSeenCommit: "",
    },
  });
}

const maxTitle = 100;

/** Its first line, or as much of it as a title takes. */
function titleOf(words: string): string {
  const [line = ""] = words.split("\n");
  return line.length <= maxTitle ? line : `${line.slice(0, maxTitle - 1).trimEnd()}…`;
}

function digestOf(repositoryId: string, what: string): string {
  return createHash("sha256").update(`${taskRule}\0${repositoryId}\0${what}`).digest("hex");
}
