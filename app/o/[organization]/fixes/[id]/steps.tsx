import type { FixStep } from "#components/fixes/proposal-to-merge.tsx";
import { validationSummary } from "#components/fixes/validation-summary.ts";
import type { FixDetail } from "#lib/services/fixes/index.ts";

/** Where the fix stands on its way, in five steps. */
export function stepsOf(fix: FixDetail, organization: string): readonly FixStep[] {
  const approval = fix.approvals.findLast((each) => each.voidedAt === null);
  const over = fix.state === "rejected" || fix.state === "closed";
  const waitsForCi = fix.state === "proposed" && fix.ciState === "waiting";
  const signed = fix.logIndex !== null;
  return [
    {
      id: "proposed",
      state: "done",
      at: fix.proposedAt.toISOString(),
      text: `Etna made the temporary branch ${fix.branch}. It cannot write to ${fix.targetBranch}.`,
    },
    {
      id: "checks",
      state: waitsForCi ? "now" : "done",
      text: `${validationSummary(fix.checks)}.${
        fix.repair === "repaired" ? " Repaired once after your CI failed." : ""
      }${waitsForCi ? " Your CI is at work." : ""}`,
    },
    approval
      ? {
          id: "approval",
          state: "done",
          at: approval.at.toISOString(),
          text: `By ${approval.by}, for exactly one commit. ${
            approval.signed ? "Signed with their own passkey." : "No passkey signed it."
          }`,
        }
      : {
          id: "approval",
          state: waitsForCi ? "next" : fix.state === "proposed" ? "person" : "stopped",
          text: over
            ? "Not given."
            : waitsForCi
              ? "Asked for when your CI is done."
              : fix.state === "proposed"
                ? "Waiting for you or another approver. Policy: one member with the role approver."
                : "Merged before anyone approved it here.",
        },
    {
      id: "signature",
      state: signed ? "done" : fix.state === "approved" ? "now" : over ? "stopped" : "next",
      ...(fix.signedAt && { at: fix.signedAt.toISOString() }),
      text: signed
        ? `With the ${organization} key, as entry ${fix.logIndex} of the log.`
        : `With the ${organization} key, seconds after approval.`,
    },
    {
      id: "merge",
      state: fix.state === "merged" ? "done" : over ? "stopped" : "next",
      ...(fix.mergedAt && { at: fix.mergedAt.toISOString() }),
      text:
        fix.state === "merged"
          ? `By you, as ${fix.mergedCommit?.slice(0, 12)}.`
          : "Yours to do, under your branch rules. Etna only notices it.",
    },
  ];
}
