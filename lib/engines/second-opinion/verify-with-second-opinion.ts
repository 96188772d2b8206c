import { fromBase64 } from "#lib/base/index.ts";
import {
  type BundleChain,
  type ChainInput,
  type Check,
  type CheckResult,
  keysDocumentSchema,
  openVerifier,
  publicKeyPem,
  readBundle,
  type TrustInput,
  type Verification,
} from "#lib/engines/verify/index.ts";
import { nodeCrypto } from "./node-crypto.ts";
import { openSecondOpinion, type SecondOpinionKey, type SecondVerifier } from "./second-opinion.ts";

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

export interface SecondedVerifier {
  /** `verifyWithSecondOpinion` with this root and these keys. */
  verify(input: BundleChain): Promise<SecondedVerification>;
}

/** For many bundles: the root and the keys are read once. Neither may change afterwards. */
export function openSecondedVerifier(trust: TrustInput): SecondedVerifier {
  const own = openVerifier(trust, nodeCrypto);
  const second: Second = { ask: openSecondOpinion(trust.trustedRoot), keyOf: openKeys(trust.keys) };
  return {
    async verify(input) {
      return withSecond(input, await own.verify(input), second);
    },
  };
}

/**
 * `verifyChain` with OpenSSL, and @sigstore/verify asked of each bundle as well: disagreement is a
 * failure.
 */
export async function verifyWithSecondOpinion(input: ChainInput): Promise<SecondedVerification> {
  return await openSecondedVerifier(input).verify(input);
}

interface Second {
  readonly ask: SecondVerifier;
  /** The published key that a bundle names. */
  readonly keyOf: (bundle: unknown) => SecondOpinionKey | null;
}

function withSecond(input: BundleChain, ours: Verification, second: Second): SecondedVerification {
  const isMergeAlone = !ours.checks.some(({ id }) => id === "signature");
  const hasMerge = input.mergedBundle !== undefined;
  const first = isMergeAlone
    ? mergeCheck(input.bundle, ours, second)
    : approvalCheck(input.bundle, ours, second);
  const added = hasMerge ? [first, mergeCheck(input.mergedBundle, ours, second)] : [first];
  return {
    ...ours,
    ok: ours.ok && added.every(({ outcome }) => outcome === "holds"),
    checks: [...ours.checks, ...added],
  };
}

function approvalCheck(bundle: unknown, ours: Verification, second: Second): SecondCheck {
  const title = "A second verifier, @sigstore/verify, agrees";
  return { id: "second_opinion", link: "logged", title, ...ask(bundle, ours, "", second) };
}

function mergeCheck(bundle: unknown, ours: Verification, second: Second): SecondCheck {
  const title = "The second verifier agrees on the merge";
  const result = ask(bundle, ours, "merged_", second);
  return { id: "merged_second_opinion", link: "merged", title, ...result };
}

function ask(
  bundle: unknown,
  ours: Verification,
  prefix: "" | "merged_",
  second: Second,
): CheckResult {
  const ids: readonly string[] = shared.map((id) => `${prefix}${id}`);
  const refused = ours.checks.some(({ id, outcome }) => ids.includes(id) && outcome !== "holds");
  if (refused) {
    const reason = "Not asked: the checks that both make do not all hold here already.";
    return { outcome: "not_run", compared: [], reason };
  }
  const key = second.keyOf(bundle);
  if (key === null) return { outcome: "not_run", compared: [], reason: "Needs a published key." };
  const { agrees, reason } = second.ask(bundle, { key });
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

/** Published keys without their dates: those, and revocation, are judged by the check of their own. */
function openKeys(json: unknown): Second["keyOf"] {
  const keys = new Map<string, SecondOpinionKey>();
  let isRead = false;
  return (bundle) => {
    if (!isRead) {
      isRead = true;
      for (const { hint, spki } of keysDocumentSchema.safeParse(json).data?.keys ?? []) {
        const bytes = fromBase64(spki);
        if (bytes !== null) keys.set(hint, { pem: publicKeyPem(bytes) });
      }
    }
    const read = readBundle(bundle);
    return read.ok ? (keys.get(read.bundle.hint) ?? null) : null;
  };
}
