import { fromBase64 } from "#lib/base/index.ts";
import {
  type ChainInput,
  type Check,
  type CheckResult,
  keysDocumentSchema,
  publicKeyPem,
  readBundle,
  type Verification,
  verifyChain,
} from "#lib/engines/verify/index.ts";
import { nodeCrypto } from "./node-crypto.ts";
import { secondOpinion } from "./second-opinion.ts";

export interface SecondCheck extends CheckResult {
  readonly id: "second_opinion" | "merged_second_opinion";
  readonly link: "logged" | "merged";
  readonly title: string;
}

export interface SecondedVerification extends Omit<Verification, "checks"> {
  /** All of `verifyChain`, and after each bundle's own the second verifier's. */
  readonly checks: readonly (Check | SecondCheck)[];
}

/** What both verifiers look at. Subjects, form and revocation are ours alone. */
const shared = ["signature", "key", "entry", "promise", "inclusion", "checkpoint"] as const;

/**
 * `verifyChain` with OpenSSL, and @sigstore/verify asked of each bundle as well: disagreement is a
 * failure.
 */
export async function verifyWithSecondOpinion(input: ChainInput): Promise<SecondedVerification> {
  const ours = await verifyChain(input, nodeCrypto);
  const isMergeAlone = !ours.checks.some(({ id }) => id === "signature");
  const hasMerge = input.mergedBundle !== undefined;
  const first = isMergeAlone
    ? await mergeCheck(input, input.bundle, ours)
    : await approvalCheck(input, ours);
  const second = hasMerge ? await mergeCheck(input, input.mergedBundle, ours) : null;
  const added = second === null ? [first] : [first, second];
  return {
    ...ours,
    ok: ours.ok && added.every(({ outcome }) => outcome === "holds"),
    checks: [...ours.checks, ...added],
  };
}

async function approvalCheck(input: ChainInput, ours: Verification): Promise<SecondCheck> {
  const title = "A second verifier, @sigstore/verify, agrees";
  const result = await ask(input, input.bundle, ours, "");
  return { id: "second_opinion", link: "logged", title, ...result };
}

async function mergeCheck(
  input: ChainInput,
  bundle: unknown,
  ours: Verification,
): Promise<SecondCheck> {
  const title = "The second verifier agrees on the merge";
  const result = await ask(input, bundle, ours, "merged_");
  return { id: "merged_second_opinion", link: "merged", title, ...result };
}

async function ask(
  input: ChainInput,
  bundle: unknown,
  ours: Verification,
  prefix: "" | "merged_",
): Promise<CheckResult> {
  const ids: readonly string[] = shared.map((id) => `${prefix}${id}`);
  const refused = ours.checks.some(({ id, outcome }) => ids.includes(id) && outcome !== "holds");
  if (refused) {
    const reason = "Not asked: the checks that both make do not all hold here already.";
    return { outcome: "not_run", compared: [], reason };
  }
  const key = keyOf(bundle, input.keys);
  if (key === null) return { outcome: "not_run", compared: [], reason: "Needs a published key." };
  const { agrees, reason } = await secondOpinion(bundle, input.trustedRoot, key);
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
function keyOf(json: unknown, keysJson: unknown): { pem: string } | null {
  const bundle = readBundle(json);
  const keys = keysDocumentSchema.safeParse(keysJson);
  if (!bundle.ok || !keys.success) return null;
  const published = keys.data.keys.find((key) => key.hint === bundle.bundle.hint);
  const spki = published === undefined ? null : fromBase64(published.spki);
  return spki === null ? null : { pem: publicKeyPem(spki) };
}
