import { z } from "zod";
import { AppError } from "#lib/base/index.ts";
import type { Finding } from "#lib/platform/db/index.ts";
import { type Actor, mutate } from "#lib/services/audit/index.ts";

const reason = z.string().trim().min(3, "Say why, in a few words.").max(500);

export const triageDecision = z.discriminatedUnion("decision", [
  z.object({ decision: z.literal("ignore"), reason }),
  z.object({
    decision: z.literal("snooze"),
    reason,
    days: z.coerce.number().int().min(1).max(365),
  }),
  z.object({ decision: z.literal("reopen") }),
]);

export type TriageDecision = z.infer<typeof triageDecision>;

const dayMs = 24 * 60 * 60 * 1000;

/** What a person decides about a finding. It holds until a person decides otherwise. */
export async function triageFinding(
  actor: Actor,
  organizationId: string,
  findingId: string,
  decision: TriageDecision,
): Promise<void> {
  const target = { type: "finding", id: findingId };
  await mutate(actor, "finding.triage", target, async (tx, trail) => {
    const finding = await tx.finding.findFirst({ where: { id: findingId, organizationId } });
    if (finding === null) throw new AppError("not_found", "There is no such finding.");
    if (finding.state === "fixed") {
      throw new AppError(
        "conflict",
        "This finding is gone from the code: there is nothing to decide.",
      );
    }
    const next = stateOf(decision);
    if (isSame(finding, next)) return trail.unchanged();
    await tx.finding.update({ where: { id: findingId }, data: next });
    trail.note({ ...decision, from: finding.state });
  });
}

export type Decided = Pick<Finding, "state" | "stateReason" | "snoozedUntil">;

/** The same decision sent twice: a snooze from now on differs by what lies between the two. */
export function isSame(a: Decided, b: Decided): boolean {
  const apartMs = Math.abs((a.snoozedUntil?.getTime() ?? 0) - (b.snoozedUntil?.getTime() ?? 0));
  return a.state === b.state && a.stateReason === b.stateReason && apartMs < 60_000;
}

/** How a finding stands after the decision. */
export function stateOf(decision: TriageDecision): Decided {
  switch (decision.decision) {
    case "ignore":
      return { state: "ignored", stateReason: decision.reason, snoozedUntil: null } as const;
    case "snooze":
      return {
        state: "snoozed",
        stateReason: decision.reason,
        snoozedUntil: new Date(Date.now() + decision.days * dayMs),
      } as const;
    case "reopen":
      return { state: "open", stateReason: null, snoozedUntil: null } as const;
  }
}
