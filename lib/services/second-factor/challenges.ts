import { AppError } from "#lib/base/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import { mutate, type UserActor } from "#lib/services/audit/index.ts";

export const challengeValidForMs = 5 * 60 * 1000;

/** What a signature over a challenge is good for, and for nothing else. */
export type Purpose = "register" | "prove";

/** The session that asks. Throws `unauthenticated` where there is none. */
export function sessionOf({ sessionId }: UserActor): string {
  if (sessionId === null) throw new AppError("unauthenticated", "Sign in to do this.");
  return sessionId;
}

/** Keeps a challenge for this session and purpose; an earlier one of the two no longer works. */
export async function keepChallenge(
  tx: Tx,
  actor: UserActor,
  purpose: Purpose,
  challenge: string,
): Promise<void> {
  const { userId } = actor;
  const sessionId = sessionOf(actor);
  const now = new Date();
  await tx.webAuthnChallenge.deleteMany({
    where: { userId, OR: [{ expiresAt: { lte: now } }, { sessionId, purpose }] },
  });
  const expiresAt = new Date(now.getTime() + challengeValidForMs);
  await tx.webAuthnChallenge.createMany({
    data: [{ challenge, userId, sessionId, purpose, expiresAt }],
  });
}

/**
 * Takes a challenge out of use, in a transaction of its own: an answer that turns out to be wrong
 * has used it up as well. False where it was never given to this session and purpose, or is over.
 */
export async function takeChallenge(
  actor: UserActor,
  purpose: Purpose,
  challenge: string,
): Promise<boolean> {
  const { userId } = actor;
  const sessionId = sessionOf(actor);
  const target = { type: "user", id: userId };
  return await mutate(actor, "second_factor.ask", target, async (tx, trail) => {
    trail.unchanged();
    const { count } = await tx.webAuthnChallenge.deleteMany({
      where: { challenge, userId, sessionId, purpose, expiresAt: { gt: new Date() } },
    });
    return count === 1;
  });
}
