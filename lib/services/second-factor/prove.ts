import { AppError } from "#lib/base/index.ts";
import type { Tx } from "#lib/platform/db/index.ts";
import { admit } from "#lib/services/admission/index.ts";
import { mutate, type UserActor } from "#lib/services/audit/index.ts";
import { takeCode } from "./authenticator-app.ts";
import { sessionOf, takeChallenge } from "./challenges.ts";
import { takeRecoveryCode } from "./recovery-codes.ts";
import type { PasskeyAnswer } from "./schemas.ts";
import { tellPerson } from "./tell-person.ts";
import { noteAnswer, verifyAnswer } from "./verify-answer.ts";

/**
 * A passkey's answer proves that its owner is at this session: it opens one that was half open, and
 * counts as a fresh proof. Throws `forbidden` where the answer is not right.
 */
export async function proveWithPasskey(actor: UserActor, answer: PasskeyAnswer): Promise<void> {
  const verified = await verifyAnswer(actor.userId, answer, (challenge) =>
    takeChallenge(actor, "prove", challenge),
  );
  const target = { type: "session", id: sessionOf(actor) };
  await mutate(actor, "second_factor.pass", target, async (tx, trail) => {
    await noteAnswer(tx, actor.userId, verified);
    await noteProof(tx, actor);
    trail.note({ by: "passkey", passkeyId: verified.passkey.id });
  });
}

/** The same by a code of the authenticator app. Also throws `rate_limited`, or `unavailable`. */
export async function proveWithCode(
  actor: UserActor,
  code: string,
  headers: Pick<Headers, "get">,
): Promise<void> {
  const { userId } = actor;
  await admit("second_factor", { headers, user: userId });
  const target = { type: "session", id: sessionOf(actor) };
  await mutate(actor, "second_factor.pass", target, async (tx, trail) => {
    const confirmed = { userId, confirmedAt: { not: null } };
    if ((await tx.totpSecret.count({ where: confirmed })) === 0) {
      throw new AppError("forbidden", "No authenticator app is set up.");
    }
    await takeCode(tx, userId, code);
    await noteProof(tx, actor);
    trail.note({ by: "code" });
  });
}

/** The same by a recovery code, which is used up. The person is told by mail. */
export async function proveWithRecoveryCode(
  actor: UserActor,
  code: string,
  headers: Pick<Headers, "get">,
): Promise<void> {
  const { userId } = actor;
  await admit("second_factor", { headers, user: userId });
  const target = { type: "session", id: sessionOf(actor) };
  const left = await mutate(actor, "second_factor.pass", target, async (tx, trail) => {
    const count = await takeRecoveryCode(tx, userId, code);
    await noteProof(tx, actor);
    trail.note({ by: "recovery code", left: count });
    return count;
  });
  const rest = left === 1 ? "One is left." : `${left || "None"} are left.`;
  await tellPerson(userId, `A recovery code was used to sign in to your account. ${rest}`);
}

async function noteProof(tx: Tx, actor: UserActor): Promise<void> {
  const session = { id: sessionOf(actor), userId: actor.userId };
  const now = new Date();
  await tx.session.updateMany({ where: session, data: { provedAt: now } });
  await tx.session.updateMany({
    where: { ...session, factorPassedAt: null },
    data: { factorPassedAt: now },
  });
}
