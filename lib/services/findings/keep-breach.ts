import { createHash } from "node:crypto";
import { newId, type Severity } from "#lib/base/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import { breachCategory, taskDetector, taskRule } from "./task.ts";

/** What an attack on an agent showed, as a fault of the repository that the agent is made of. */
export interface Breach {
  readonly organizationId: string;
  readonly repositoryId: string;
  readonly targetId: string;
  /** The attack’s id. */
  readonly seedId: string;
  readonly severity: Severity;
  readonly title: string;
  /** In words of Etna’s own alone, none of the agent’s: a model is told them as its task. */
  readonly message: string;
}

/**
 * Keeps a breach as a task of the person who asks for it: one an attack and target, however often it is seen.
 * It has no place in the code; whoever fixes it finds that first. What a person decided
 * about it stays decided; one that was fixed is open again.
 */
export async function keepBreach(
  tx: Tx,
  { organizationId, repositoryId, targetId, seedId, ...breach }: Breach,
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  const fingerprint = digestOf(repositoryId, targetId, seedId);
  const now = new Date();
  const told = {
    severity: breach.severity,
    title: breach.title,
    message: breach.message,
    lastSeenAt: now,
  };
  const known = await tx.finding.findUnique({
    where: { repositoryId_fingerprint: { repositoryId, fingerprint } },
  });
  if (known !== null) {
    const isBack = known.state === "fixed";
    await tx.finding.update({
      where: { id: known.id },
      data: { ...told, ...(isBack && { state: "open", fixedAt: null }) },
    });
    return { id: known.id, isNew: isBack };
  }
  const id = newId("finding");
  await tx.finding.create({
    data: {
      ...{ id, organizationId, repositoryId, fingerprint, ...told },
      ruleId: taskRule,
      cwe: "",
      path: "",
      startLine: 0,
      startColumn: 0,
      endLine: 0,
      endColumn: 0,
      frame: { startLine: 0, lines: [] },
      fixable: false,
      detector: taskDetector,
      category: breachCategory,
      firstSeenAt: now,
      lastSeenCommit: "",
    },
  });
  return { id, isNew: true };
}

function digestOf(repositoryId: string, targetId: string, seedId: string): string {
  const what = `breach\0${repositoryId}\0${targetId}\0${seedId}`;
  return createHash("sha256").update(what).digest("hex");
}
