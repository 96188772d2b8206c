import { fromBase64, toHex } from "#lib/base/index.ts";
import { type CheckResult, type Compared, compared, judged } from "./checks.ts";
import { isInForce, judgeAssertion } from "./judge-assertion.ts";
import type { ReadKeys } from "./keys.ts";
import type { VerifyCrypto } from "./ports.ts";
import { reasonOf } from "./refusal.ts";
import type { Statement } from "./statement.ts";

/**
 * Whether the approver's own passkey signed this approval. Where none did, the answer is "absent",
 * which is no fault of the bundle, or a failure where the caller demands a signature.
 */
export async function checkApprover(
  { predicate }: Statement,
  parsed: ReadKeys,
  isDemanded: boolean,
  crypto: VerifyCrypto,
): Promise<CheckResult> {
  const { approval, fixId } = predicate;
  const { signature } = approval;
  if (signature === undefined) return unsigned(approval, isDemanded);
  const named = compared("Passkey in the statement", hexOf(signature.key));
  if (!parsed.success) {
    return judged(`keys.json cannot be read. ${reasonOf(parsed.error)}`, [named]);
  }
  const { approvers = [] } = parsed.data;
  const published = approvers.filter(({ hint }) => hint === signature.key);
  // Whoever left and came back has the same passkey for two stretches of time.
  const key = published.find((each) => isInForce(each, approval.at)) ?? published.at(-1);
  if (key === undefined) {
    return judged("The organization does not publish this passkey, so it could be anyone’s.", [
      named,
      compared("Passkeys in keys.json", String(approvers.length)),
    ]);
  }
  return await judgeAssertion(signature, key, { ...approval, fixId }, crypto);
}

type Approval = Statement["predicate"]["approval"];

function unsigned({ method, at, review }: Approval, isDemanded: boolean): CheckResult {
  const rows = [
    compared("Approved", `${at}, ${method}`),
    ...(review === undefined ? [] : reviewRows(review)),
    compared("Signature of the approver", "none"),
  ];
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

function hexOf(base64: string): string {
  const bytes = fromBase64(base64);
  return bytes === null ? base64 : toHex(bytes);
}
