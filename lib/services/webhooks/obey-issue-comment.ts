import { readAs } from "#lib/platform/db/index.ts";
import { openForge } from "#lib/services/repositories/index.ts";
import { startTask } from "#lib/services/runs/index.ts";
import { answerAs } from "./answer-as.ts";
import { commandOf } from "./command.ts";

/**
 * Does what a comment on an issue asks, by whoever may ask it, and answers there. The comment is read
 * from the forge. Its address names the task, so that a second reading finds what the first began.
 */
export async function obeyIssueComment(
  organizationId: string,
  repositoryId: string,
  { number, commentId }: { readonly number: number; readonly commentId: string },
): Promise<void> {
  const repository = await readAs({ organizationId }, (db) =>
    db.repository.findFirst({
      where: { id: repositoryId, organizationId, removedAt: null },
      select: { connection: { select: { host: true } } },
    }),
  );
  const issuer = repository?.connection.host;
  if (!issuer) return;
  const { host } = await openForge(organizationId, repositoryId);
  const comment = (await host?.readIssueComment(number, commentId)) ?? null;
  // Whoever may write to a repository may change what others wrote there.
  const command = comment === null || comment.edited ? null : commandOf(comment.body);
  if (host === null || comment === null || command === null) return;
  const answer = await answerAs(organizationId, issuer, comment.by, async (actor) => {
    if (command.kind !== "fix") return "In an issue Etna knows `/etna fix WORDS`.";
    const task = { words: command.words, from: comment.url };
    const run = await startTask(actor, organizationId, repositoryId, task);
    return `Run ${run.number} does this. What comes of it is proposed for review.`;
  });
  await host.commentOnIssue(number, answer);
}
