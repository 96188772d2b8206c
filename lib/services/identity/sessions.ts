import { newId } from "#lib/base/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { mutate, userActor } from "#lib/services/audit/index.ts";
import type { Person } from "./people.ts";

export const sessionLifetimeMs = 30 * 24 * 60 * 60 * 1000;
const touchEveryMs = 10 * 60 * 1000;

/** Records a new session and returns its id, which goes into the signed cookie. */
export async function startSession(userId: string, userAgent: string | null): Promise<string> {
  const id = newId("session");
  const target = { type: "session", id };
  await mutate(userActor(userId, null), "session.start", target, async (tx) => {
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

/** Whose session this is; null once it is revoked or over. Asked on every request. */
export async function readSession(sessionId: string): Promise<Person | null> {
  const now = new Date();
  const session = await readAs({ capability: sessionId }, (db) =>
    db.session.findUnique({ where: { id: sessionId } }),
  );
  if (session === null || session.revokedAt !== null || session.expiresAt <= now) return null;
  const { userId } = session;
  if (now.getTime() - session.lastUsedAt.getTime() > touchEveryMs) {
    const target = { type: "session", id: sessionId };
    await mutate(userActor(userId, null), "session.touch", target, async (tx, trail) => {
      await tx.session.update({ where: { id: sessionId }, data: { lastUsedAt: now } });
      trail.unchanged();
    });
  }
  return await readAs({ userId }, (db) =>
    db.user.findUnique({ where: { id: userId }, select: { id: true, email: true, name: true } }),
  );
}

/** Ends one of the person's own sessions, from its next request on. */
export async function revokeSession(userId: string, sessionId: string): Promise<void> {
  const target = { type: "session", id: sessionId };
  await mutate(userActor(userId, null), "session.revoke", target, async (tx, trail) => {
    const { count } = await tx.session.updateMany({
      where: { id: sessionId, userId, revokedAt: null },
      data: { revokedAt: new Date() },
    });
    if (count === 0) trail.unchanged();
  });
}
