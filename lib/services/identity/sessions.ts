import { newId } from "#lib/base/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import {
  isHalfOpen,
  mutate,
  sessionLifetimeMs,
  stillOpen,
  userActor,
} from "#lib/services/audit/index.ts";
import { deviceName } from "./device-name.ts";
import type { Person } from "./people.ts";

export { sessionIdleMs, sessionLifetimeMs } from "#lib/services/audit/index.ts";

const touchEveryMs = 10 * 60 * 1000;

export interface SessionView {
  readonly id: string;
  /** Such as "Firefox on Windows". */
  readonly device: string;
  readonly firstUsedAt: Date;
  /** To within ten minutes. */
  readonly lastUsedAt: Date;
}

/** Records a new session and returns its id, which goes into the signed cookie. */
export async function startSession(userId: string, userAgent: string | null): Promise<string> {
  const id = newId("session");
  const target = { type: "session", id };
  await mutate(userActor(userId, null, null), "session.start", target, async (tx) => {
    await tx.session.create({
      data: {
        id,
        userId,
        userAgent: userAgent?.slice(0, 200) ?? null,
        expiresAt: new Date(Date.now() + sessionLifetimeMs),
      },
    });
  });
  return id;
}

/** Whoever is at a session, and how far in. */
export interface PersonAtSession extends Person {
  readonly hasSecondFactor: boolean;
  /** True while the session waits for the second factor: it opens nothing else yet. */
  readonly halfOpen: boolean;
}

/** Whose session this is; null once it is revoked or over. Asked on every request. */
export async function readSession(sessionId: string): Promise<PersonAtSession | null> {
  const now = new Date();
  const session = await readAs({ capability: sessionId }, (db) =>
    db.session.findFirst({ where: { id: sessionId, ...stillOpen(now) } }),
  );
  if (session === null) return null;
  const { userId } = session;
  if (now.getTime() - session.lastUsedAt.getTime() > touchEveryMs) {
    const target = { type: "session", id: sessionId };
    await mutate(userActor(userId, null, null), "session.touch", target, async (tx, trail) => {
      await tx.session.update({ where: { id: sessionId }, data: { lastUsedAt: now } });
      trail.unchanged();
    });
  }
  const user = await readAs({ userId }, (db) =>
    db.user.findUnique({
      where: { id: userId },
      select: { id: true, email: true, name: true, secondFactorSince: true },
    }),
  );
  if (user === null) return null;
  const { secondFactorSince, ...person } = user;
  const { factorPassedAt } = session;
  return {
    ...person,
    hasSecondFactor: secondFactorSince !== null,
    halfOpen: isHalfOpen({ factorPassedAt, user: { secondFactorSince } }),
  };
}

/** Where a person is signed in, the last used first. */
export async function listSessions(userId: string): Promise<readonly SessionView[]> {
  const sessions = await readAs({ userId }, (db) =>
    db.session.findMany({
      where: { userId, ...stillOpen(new Date()) },
      orderBy: [{ lastUsedAt: "desc" }, { createdAt: "desc" }],
    }),
  );
  return sessions.map(({ id, userAgent, createdAt, lastUsedAt }) => ({
    id,
    device: deviceName(userAgent),
    firstUsedAt: createdAt,
    lastUsedAt,
  }));
}

/** Ends one of the person's own sessions, from its next request on. */
export async function revokeSession(userId: string, sessionId: string): Promise<void> {
  await revoke(userId, sessionId, { id: sessionId });
}

/** Ends all of the person's sessions but one, from their next requests on. */
export async function revokeOtherSessions(userId: string, keptSessionId: string): Promise<void> {
  await revoke(userId, keptSessionId, { id: { not: keptSessionId } });
}

async function revoke(
  userId: string,
  targetId: string,
  which: { readonly id: string | { readonly not: string } },
): Promise<void> {
  const target = { type: "session", id: targetId };
  await mutate(userActor(userId, null, null), "session.revoke", target, async (tx, trail) => {
    const now = new Date();
    const { count } = await tx.session.updateMany({
      where: { ...which, userId, ...stillOpen(now) },
      data: { revokedAt: now },
    });
    if (count === 0) return trail.unchanged();
    if (typeof which.id !== "string") trail.note({ allOthers: count });
  });
}
