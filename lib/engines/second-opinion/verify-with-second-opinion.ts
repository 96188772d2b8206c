import { fromBase64 } from "#lib/base/index.ts";
import {
  type Check,
  type CheckId,
  type CheckResult,
  keysDocumentSchema,
  publicKeyPem,
  readBundle,
  type Verification,
  type VerifyInput,
  verifyBundle,
} from "#lib/engines/verify/index.ts";
import { nodeCrypto } from "./node-crypto.ts";
import { secondOpinion } from "./second-opinion.ts";

export interface SecondCheck extends CheckResult {
  readonly id: "second_opinion";
  readonly link: "logged";
  readonly title: string;
}

export interface SecondedVerification extends Omit<Verification, "checks"> {
  /** The twelve of `verifyBundle`, then the second verifier's. */
  readonly checks: readonly (Check | SecondCheck)[];
}

/** What both verifiers look at. Subjects, form and revocation are ours alone. */
const shared: readonly CheckId[] = [
  "signature",
  "key",
  "entry",
  "promise",
  "inclusion",
  "checkpoint",
];

/** `verifyBundle` with OpenSSL, and @sigstore/verify asked as well: disagreement is a failure. */
export async function verifyWithSecondOpinion(input: VerifyInput): Promise<SecondedVerification> {
  const ours = await verifyBundle(input, nodeCrypto);
  const second = await ask(input, ours);
  const title = "A second verifier, @sigstore/verify, agrees";
  const check: SecondCheck = { id: "second_opinion", link: "logged", title, ...second };
  return { ...ours, ok: ours.ok && second.outcome === "holds", checks: [...ours.checks, check] };
}

async function ask(input: VerifyInput, ours: Verification): Promise<CheckResult> {
  const refused = ours.checks.some(({ id, outcome }) => shared.includes(id) && outcome !== "holds");
  if (refused) {
    const reason = "Not asked: the checks that both make do not all hold here already.";
    return { outcome: "not_run", compared: [], reason };
  }
  const key = keyOf(input);
  if (key === null) return { outcome: "not_run", compared: [], reason: "Needs a published key." };
  const { agrees, reason } = await secondOpinion(input.bundle, input.trustedRoot, key);
  const compared = [
    { label: "Etna’s own verifier", value: "holds" },
    { label: "@sigstore/verify", value: agrees ? "holds" : `refuses: ${reason ?? ""}` },
  ];
  if (agrees) return { outcome: "holds", compared };
  return {
    outcome: "fails",
    compared,
    reason: "The two verifiers disagree, so neither is believed.",
  };
}

/** The published key without its dates: those, and revocation, are judged by the check of their own. */
function keyOf(input: VerifyInput): { pem: string } | null {
  const bundle = readBundle(input.bundle);
  const keys = keysDocumentSchema.safeParse(input.keys);
  if (!bundle.ok || !keys.success) return null;
  const published = keys.data.keys.find((key) => key.hint === bundle.bundle.hint);
  const spki = published === undefined ? null : fromBase64(published.spki);
  return spki === null ? null : { pem: publicKeyPem(spki) };
}
