import { fromBase64, toHex } from "#lib/base/index.ts";
import type { ApprovalTerms, ApproverSignature } from "./approver-signature.ts";
import { type CheckResult, type Compared, compared, judged } from "./checks.ts";
import { isInForce, judgeAssertion } from "./judge-assertion.ts";
import type { ApproverKey, ReadKeys, SignatureDemand } from "./keys.ts";
import type { VerifyCrypto } from "./ports.ts";
import { reasonOf } from "./refusal.ts";
import { demandAt, demandWords } from "./signature-demand.ts";
import type { Statement } from "./statement.ts";
import { unixSeconds } from "./times.ts";

/** Who asks for the approver's signature besides what keys.json says, and when the log had it. */
export interface ApproverDemand {
  /** The caller's own wish, whatever the organization publishes. */
  readonly isDemanded: boolean;
  /** The log's, ISO 8601 in UTC; undefined where the log vouches for none, and the bundle fails anyway. */
  readonly verifiedTime: string | undefined;
}

/**
 * Whether the approver's own passkey signed this approval. Where none did, the answer is "absent",
 * which is no fault of the bundle, or a failure where the organization demanded signatures at the
 * log's time, or the caller does.
 */
export async function checkApprover(
  { predicate }: Statement,
  parsed: ReadKeys,
  demand: ApproverDemand,
  crypto: VerifyCrypto,
): Promise<CheckResult> {
  const { approval, fixId } = predicate;
  const { signature } = approval;
  if (!parsed.success) return judged(`keys.json cannot be read. ${reasonOf(parsed.error)}`, []);
  const { approvers = [], signedApprovals = [] } = parsed.data;
  const published = compared("Signature demanded", allWords(signedApprovals));
  const result =
    signature === undefined
      ? unsigned(approval, signedApprovals, demand)
      : await signed(signature, approvers, { ...approval, fixId }, crypto);
  return { ...result, compared: [...result.compared, published] };
}

async function signed(
  signature: ApproverSignature,
  approvers: readonly ApproverKey[],
  terms: ApprovalTerms,
  crypto: VerifyCrypto,
): Promise<CheckResult> {
  const published = approvers.filter(({ hint }) => hint === signature.key);
  // Whoever left and came back has the same passkey for two stretches of time.
  const key = published.find((each) => isInForce(each, terms.at)) ?? published.at(-1);
  if (key === undefined) {
    return judged("The organization does not publish this passkey, so it could be anyone’s.", [
      compared("Passkey in the statement", hexOf(signature.key)),
      compared("Passkeys in keys.json", String(approvers.length)),
    ]);
  }
  return await judgeAssertion(signature, key, terms, crypto);
}

type Approval = Statement["predicate"]["approval"];

function unsigned(
  { method, at, review }: Approval,
  demands: readonly SignatureDemand[],
  { isDemanded, verifiedTime }: ApproverDemand,
): CheckResult {
  const rows = [
    compared("Approved", `${at}, ${method}`),
    ...(review === undefined ? [] : reviewRows(review)),
    compared("Signature of the approver", "none"),
    ...(verifiedTime === undefined ? [] : [compared("Verified time", verifiedTime)]),
  ];
  // By the log's time: that of the approval is only what the organization states.
  const inForce = verifiedTime && demandAt(demands, unixSeconds(verifiedTime));
  if (inForce) {
    return judged(
      `The organization publishes that approvals are signed by a passkey ${demandWords(inForce)}, and no passkey signed this one.`,
      rows,
    );
  }
  if (isDemanded) {
    return judged("The approver’s own signature is asked for, and no passkey signed it.", rows);
  }
  const reason =
    review === undefined
      ? "The approval rests on Etna’s word: no passkey signed it."
      : "The approval rests on Etna’s word: it was given on the forge, and Etna re-read it there.";
  return { outcome: "absent", compared: rows, reason };
}

function reviewRows({ id, account, at }: NonNullable<Approval["review"]>): readonly Compared[] {
  const who = typeof account === "string" ? account : "an account that is kept private";
  return [
    compared("Review on the forge", id),
    compared("By", who),
    compared("There since", at ?? "the forge keeps no time"),
  ];
}

function allWords(demands: readonly SignatureDemand[]): string {
  return demands.length === 0 ? "at no time" : demands.map(demandWords).join("; ");
}

function hexOf(base64: string): string {
  const bytes = fromBase64(base64);
  return bytes === null ? base64 : toHex(bytes);
}
