import { randomBytes } from "node:crypto";
import { AppError, blankSecrets, isAppError } from "#lib/base/index.ts";
import type { TargetAnswer, TargetFailure } from "#lib/engines/adversary/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { mutate, requirePermission, type UserActor } from "#lib/services/audit/index.ts";
import { findTarget } from "./find-target.ts";
import { openConsoleTarget } from "./open-console-target.ts";
import { Recorder } from "./recorder.ts";
import { openSecrets } from "./secrets.ts";
import { refusalOf } from "./start-campaign.ts";
import { storedSpec } from "./target-spec.ts";
import type { TriedTarget } from "./views.ts";

const harmless = "Hello. In one sentence, please: what can you help with?";
const triedForMs = 60_000;

/**
 * Sends one ordinary request, and shows all of it: what went out, what came back, what was found in it.
 * Values of secrets are blanked. Throws `precondition_failed` where the address is not shown to be its
 * organization’s.
 */
export async function tryTarget(
  actor: UserActor,
  organizationId: string,
  targetId: string,
): Promise<TriedTarget> {
  await requirePermission(actor, "target.try", organizationId);
  const row = await readAs({ organizationId }, (db) => findTarget(db, organizationId, targetId));
  const refusal = refusalOf(row);
  if (refusal !== null) throw new AppError("precondition_failed", refusal);
  const secrets = await openSecrets(row);
  const recorder = new Recorder();
  const answer = await ask(async () =>
    openConsoleTarget(storedSpec(row.spec), {
      secrets,
      toolsToken: row.toolsToken,
      watch: (through) => recorder.watch(through),
    }),
  );
  await recorder.settled();
  await mutate(actor, "target.try", { type: "target", id: targetId }, async (tx, trail) => {
    trail.note({ name: row.name, answered: answer.ok });
    await tx.attackTarget.updateMany({
      where: { id: targetId, organizationId },
      data: answer.ok ? { triedAt: new Date() } : {},
    });
  });
  const shown = JSON.stringify({ ...resultOf(answer), said: harmless, exchanges: recorder.seen });
  return JSON.parse(blankSecrets(shown, secrets)) as TriedTarget;
}

type Asked = TargetAnswer | Pick<TargetFailure, "ok" | "message" | "wallClockMs">;

async function ask(open: () => ReturnType<typeof openConsoleTarget>): Promise<Asked> {
  try {
    const target = await open();
    const conversation = await target.open({
      attempt: randomBytes(20).toString("hex"),
      session: 1,
      as: "first",
      system: null,
      world: null,
      plant: [],
    });
    try {
      const turn = { text: harmless, documents: [], once: true };
      return await conversation.send(turn, AbortSignal.timeout(triedForMs));
    } finally {
      await conversation.close();
    }
  } catch (error) {
    if (!isAppError(error) || error.code === "internal") throw error;
    return { ok: false, message: error.message, wallClockMs: 0 };
  }
}

function resultOf(answer: Asked): Omit<TriedTarget, "said" | "exchanges"> {
  const { ok, wallClockMs } = answer;
  if (!answer.ok) {
    const found = { text: null, calls: 0, usage: null, finish: null };
    return { ok, wallClockMs, found, problem: answer.message };
  }
  const { text, calls, usage, finish } = answer;
  const problem = text === "" ? "It answered, and no text was found in the answer." : null;
  return { ok, wallClockMs, found: { text, calls: calls.length, usage, finish }, problem };
}
