import { type Fix, readAs } from "#lib/platform/db/index.ts";
import type { ReviewComment } from "#lib/platform/forge/index.ts";
import { type ForgeActor, mutate, systemActor } from "#lib/services/audit/index.ts";
import { triageFinding } from "#lib/services/findings/index.ts";
import {
  approveByComment,
  rejectFix,
  rejectionReason,
  reviewOf,
} from "#lib/services/fixes/index.ts";
import { openForge } from "#lib/services/repositories/index.ts";
import { startFix } from "#lib/services/runs/index.ts";
import { answerAs } from "./answer-as.ts";
import { type Command, commandOf } from "./command.ts";

/**
 * Does what comments on a fix's review ask, by whoever may ask it, and answers each in place. The
 * comments are read from the forge: a webhook only says that there are some.
 */
export async function obeyComments(organizationId: string, fixId: string): Promise<void> {
  const fix = await readAs({ organizationId }, (db) =>
    db.fix.findFirst({
      where: { id: fixId, organizationId },
      include: { repository: { include: { connection: true } } },
    }),
  );
  const issuer = fix?.repository.connection.host;
  if (fix === null || !issuer) return;
  const { host } = await openForge(organizationId, fix.repositoryId);
  if (host === null) return;
  const comments = await host.listComments(reviewOf(fix), fix.commentsReadAt);
  for (const comment of comments) {
    if (isRead(fix, comment)) continue;
    // Whoever may write to a repository may change what others wrote there.
    const command = comment.edited ? null : commandOf(comment.body);
    const answer =
      command &&
      (await answerAs(organizationId, issuer, comment.by, (actor) =>
        carryOut(actor, fix, comment, command),
      ));
    await markRead(fix, comment);
    if (answer !== null) await host.comment(reviewOf(fix), answer);
  }
}

async function carryOut(
  actor: ForgeActor,
  fix: Fix,
  comment: ReviewComment,
  command: Command,
): Promise<string> {
  const { organizationId } = fix;
  switch (command.kind) {
    case "approve":
      await approveByComment(actor, organizationId, fix.id, comment);
      return "Approved. Etna signs it now.";
    case "reject": {
      const reason = rejectionReason.safeParse(command.reason);
      if (!reason.success) return "Say why: `/etna reject REASON`.";
      await rejectFix(actor, organizationId, fix.id, reason.data);
      return "Rejected. It will not be proposed again.";
    }
    case "snooze": {
      const { days, reason } = command;
      const decision = { decision: "snooze", days, reason } as const;
      const covered = await readAs({ organizationId }, (db) =>
        db.fixFinding.findMany({ where: { fixId: fix.id }, orderBy: { position: "asc" } }),
      );
      for (const { findingId } of covered) {
        await triageFinding(actor, organizationId, findingId, decision);
      }
      return `Snoozed for ${days} days.`;
    }
    case "retry": {
      const { number } = await startFix(actor, organizationId, fix.findingId);
      return `Run ${number} tries again.`;
    }
    case "fix":
      return "This is said in an issue: each task has a run and a review of its own.";
    case "unknown":
      return "Etna knows `/etna approve`, `/etna reject REASON`, `/etna snooze 30d` and `/etna retry`.";
  }
}

/** Forges tell time in seconds: of one moment, some may be read and others not. */
function isRead(
  { commentsReadAt, commentsReadIds }: Pick<Fix, "commentsReadAt" | "commentsReadIds">,
  { at, id }: ReviewComment,
): boolean {
  return (
    at < commentsReadAt ||
    (at.getTime() === commentsReadAt.getTime() && commentsReadIds.includes(id))
  );
}

async function markRead(fix: Fix, { at, id }: ReviewComment): Promise<void> {
  const actor = systemActor("worker", fix.organizationId);
  await mutate(actor, "fix.read_comments", { type: "fix", id: fix.id }, async (tx, trail) => {
    trail.underWay();
    const where = { id: fix.id };
    const later = await tx.fix.updateMany({
      where: { ...where, commentsReadAt: { lt: at } },
      data: { commentsReadAt: at, commentsReadIds: [id] },
    });
    if (later.count > 0) return;
    await tx.fix.updateMany({
      where: { ...where, commentsReadAt: at },
      data: { commentsReadIds: { push: id } },
    });
  });
}
