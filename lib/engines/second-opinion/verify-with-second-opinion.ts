import { fromBase64 } from "#lib/base/index.ts";
import {
  type BundleChain,
  type ChainInput,
  type Check,
  type CheckResult,
  checkPublicEntry,
  keysDocumentSchema,
  openVerifier,
  publicKeyPem,
  readBundle,
  type TrustInput,
  type Verification,
  type Verifier,
} from "#lib/engines/verify/index.ts";
import { checkTimestamp } from "./check-timestamp.ts";
import { nodeCrypto } from "./node-crypto.ts";
import { openSecondOpinion, type SecondOpinionKey, type SecondVerifier } from "./second-opinion.ts";
import { authoritiesOf, type OthersWord, partBundle } from "./wide-bundle.ts";

type SecondId = "second_opinion" | "timestamp" | "public_entry";

export interface SecondCheck extends CheckResult {
  readonly id: SecondId | `merged_${SecondId}`;
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
    verify: (input) => verifyWhole(input, own, second, trust),
  };
}

/**
 * `verifyChain` with OpenSSL, and @sigstore/verify asked of each bundle as well: disagreement is a
 * failure. Where a bundle brings timestamps or entries of other logs, each is a check more.
 */
export async function verifyWithSecondOpinion(input: ChainInput): Promise<SecondedVerification> {
  return await openSecondedVerifier(input).verify(input);
}

interface Second {
  readonly ask: SecondVerifier;
  /** The published key that a bundle names. */
  readonly keyOf: (bundle: unknown) => SecondOpinionKey | null;
}

function secondChecks(
  input: BundleChain,
  ours: Verification,
  second: Second,
): readonly SecondCheck[] {
  const first = isMergeAlone(ours)
    ? mergeCheck(input.bundle, ours, second)
    : approvalCheck(input.bundle, ours, second);
  const hasMerge = input.mergedBundle !== undefined;
  return hasMerge ? [first, mergeCheck(input.mergedBundle, ours, second)] : [first];
}

function isMergeAlone({ checks }: Verification): boolean {
  return !checks.some(({ id }) => id === "signature");
}

async function verifyWhole(
  given: BundleChain,
  own: Verifier,
  second: Second,
  trust: TrustInput,
): Promise<SecondedVerification> {
  const { bundle, word } = partBundle(given.bundle);
  const merged = partBundle(given.mergedBundle);
  const input = {
    ...given,
    bundle,
    ...(given.mergedBundle !== undefined && { mergedBundle: merged.bundle }),
  };
  const ours = await own.verify(input);
  const added = secondChecks(input, ours, second);
  const others = [
    ...(await othersChecks(trust, bundle, word, isMergeAlone(ours) ? "merged_" : "")),
    ...(await othersChecks(trust, merged.bundle, merged.word, "merged_")),
  ];
  return {
    ...ours,
    ok:
      ours.ok &&
      added.every(({ outcome }) => outcome === "holds") &&
      others.every(({ outcome }) => outcome !== "fails"),
    checks: [...ours.checks, ...added, ...others],
  };
}

async function othersChecks(
  { keys, trustedRoot }: TrustInput,
  bundle: unknown,
  { timestamps, entries }: OthersWord,
  prefix: "" | "merged_",
): Promise<readonly SecondCheck[]> {
  if (timestamps.length + entries.length === 0) return [];
  const link = prefix === "" ? "logged" : "merged";
  const spki = spkiOf(bundle, keys);
  const authorities = authoritiesOf(trustedRoot);
  const needs = (reason: string): CheckResult => ({ outcome: "not_run", compared: [], reason });
  const timed = timestamps.map((text): SecondCheck => {
    const response = fromBase64(text) ?? new Uint8Array();
    const result =
      spki === null
        ? needs("Needs a published key.")
        : authorities.length === 0
          ? needs("Needs a trusted root that names a timestamp authority.")
          : checkTimestamp(bundle, response, spki, authorities).result;
    return {
      id: `${prefix}timestamp`,
      link,
      title: "A timestamp authority saw this signature",
      ...result,
    };
  });
  const logged = entries.map(async (entry): Promise<SecondCheck> => {
    const result =
      spki === null
        ? needs("Needs a published key.")
        : (await checkPublicEntry(bundle, entry, spki, trustedRoot, nodeCrypto)).result;
    return {
      id: `${prefix}public_entry`,
      link,
      title: "Another log has this signature",
      ...result,
    };
  });
  return [...timed, ...(await Promise.all(logged))];
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

function spkiOf(json: unknown, keysJson: unknown): Uint8Array | null {
  const bundle = readBundle(json);
  const keys = keysDocumentSchema.safeParse(keysJson);
  if (!bundle.ok || !keys.success) return null;
  const published = keys.data.keys.find((key) => key.hint === bundle.bundle.hint);
  return published === undefined ? null : fromBase64(published.spki);
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
