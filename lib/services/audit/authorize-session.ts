import { AppError } from "#lib/base/index.ts";
import type { Reads } from "#lib/platform/db/index.ts";
import type { UserActor } from "./actor.ts";
import { freshForMs, type Grant } from "./permissions.ts";

/** A session ends so long after it began, however much it is used. */
export const sessionLifetimeMs = 30 * 24 * 60 * 60 * 1000;
/** A session that nobody used for so long has ended. */
export const sessionIdleMs = 14 * 24 * 60 * 60 * 1000;

/** What a session says about the one who asks in it. */
export interface SessionProof {
  readonly hasSecondFactor: boolean;
  readonly provedAt: Date;
}

/** What holds for the row of a session that has not ended. */
export function stillOpen(now: Date) {
  return {
    revokedAt: null,
    expiresAt: { gt: now },
    lastUsedAt: { gt: new Date(now.getTime() - sessionIdleMs) },
  };
}

/** True while a session waits for the second factor that its person has. */
export function isHalfOpen(session: {
  readonly factorPassedAt: Date | null;
  readonly user: { readonly secondFactorSince: Date | null };
}): boolean {
  return session.user.secondFactorSince !== null && session.factorPassedAt === null;
}

/** The session must be the actor's own, have no end yet and have passed its second factor. */
export async function authorizeSession(
  tx: Pick<Reads, "session">,
  { userId, sessionId }: UserActor,
  grant: Grant,
): Promise<SessionProof> {
  const session =
    sessionId === null
      ? null
      : await tx.session.findFirst({
          where: { id: sessionId, userId, ...stillOpen(new Date()) },
          select: {
            factorPassedAt: true,
            provedAt: true,
            user: { select: { secondFactorSince: true } },
          },
        });
  if (session === null) throw new AppError("unauthenticated", "Sign in to do this.");
  if (isHalfOpen(session) && !grant.halfOpen) {
    throw new AppError("unauthenticated", "Show your second factor to go on.");
  }
  const hasSecondFactor = session.user.secondFactorSince !== null;
  return { hasSecondFactor, provedAt: session.provedAt };
}

/** Throws `reauthentication_required` where the last proof is too old. */
export function requireFresh({ provedAt }: SessionProof): void {
  if (Date.now() - provedAt.getTime() <= freshForMs) return;
  throw new AppError("reauthentication_required", "Confirm that it is you, then do this again.");
}
