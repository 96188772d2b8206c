import { isAppError } from "#lib/base/index.ts";
import type { ValidationCheck } from "#lib/engines/patch/index.ts";
import { type Prisma, readAs } from "#lib/platform/db/index.ts";
import type { Forge } from "#lib/platform/forge/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { mutate, systemActor } from "#lib/services/audit/index.ts";
import { openForge } from "#lib/services/repositories/index.ts";
import { checkOf, digestOf, readSpeaker, type SpokenFix, wordsOf } from "./fix-words.ts";
import { reviewOf } from "./review-of.ts";

const include = {
  finding: true,
  findings: { include: { finding: true }, orderBy: { position: "asc" } },
  approvals: { where: { voidedAt: null }, include: { user: { select: { name: true } } } },
} satisfies Prisma.FixInclude;

/**
 * Says on the forge how the fix stands: the check "Etna" on its head, and the review's words. What
 * was said last is remembered, so the same words cost no call; what the forge refuses is said again
 * by the next look.
 */
export async function sayOnForge(
  organizationId: string,
  fixId: string,
  opened?: Forge,
): Promise<void> {
  const fix = await readAs({ organizationId }, (db) =>
    db.fix.findFirst({ where: { id: fixId, organizationId }, include }),
  );
  if (fix === null || fix.reviewNumber === null) return;
  const speaker = await readSpeaker(organizationId);
  const spoken: SpokenFix = {
    ...fix,
    findings: [fix.finding, ...fix.findings.slice(1).map(({ finding }) => finding)],
    checks: fix.checks as unknown as readonly ValidationCheck[],
    decidedBy:
      fix.state === "rejected"
        ? await nameOf(organizationId, fix.rejectedById)
        : (fix.approvals.at(-1)?.user.name ?? null),
  };
  const check = checkOf(speaker, spoken);
  const checkSaid = digestOf(fix.headCommit, check);
  const isOpen = ["proposed", "approved", "signed"].includes(fix.state);
  const words = wordsOf(speaker, spoken);
  const wordsSaid = digestOf(words);
  const news = {
    check: check !== null && checkSaid !== fix.checkSaid ? check : null,
    words: isOpen && wordsSaid !== fix.wordsSaid ? words : null,
  };
  if (news.check === null && news.words === null) return;
  const { host } = opened ?? (await openForge(organizationId, fix.repositoryId));
  if (host === null) return;
  try {
    if (news.check !== null) {
      await host.setCheck(fix.headCommit, news.check);
      await remember(organizationId, fixId, { checkSaid });
    }
    if (news.words !== null) {
      await host.updateReview(reviewOf(fix), news.words);
      await remember(organizationId, fixId, { wordsSaid });
    }
  } catch (error) {
    if (!isAppError(error) || error.code === "internal") throw error;
    log.warn({ err: error, fixId }, "the forge could not be told how a fix stands");
  }
}

async function remember(
  organizationId: string,
  fixId: string,
  said: { readonly checkSaid: string } | { readonly wordsSaid: string },
): Promise<void> {
  const actor = systemActor("worker", organizationId);
  await mutate(actor, "fix.say", { type: "fix", id: fixId }, async (tx, trail) => {
    trail.underWay();
    await tx.fix.updateMany({ where: { id: fixId }, data: said });
  });
}

/** Who said no, as far as the organization shows names. */
export async function declinedBy(
  organizationId: string,
  { rejectedById }: { readonly rejectedById: string | null },
): Promise<string> {
  const { namesOnPublicPages } = await readSpeaker(organizationId);
  const name = namesOnPublicPages ? await nameOf(organizationId, rejectedById) : null;
  return name ?? "a person";
}

async function nameOf(organizationId: string, userId: string | null): Promise<string | null> {
  if (userId === null) return null;
  const member = await readAs({ organizationId }, (db) =>
    db.member.findFirst({
      where: { organizationId, userId },
      select: { user: { select: { name: true } } },
    }),
  );
  return member?.user.name ?? null;
}
