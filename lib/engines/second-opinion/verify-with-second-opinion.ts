import { fromBase64 } from "#lib/base/index.ts";
import {
  type ChainInput,
  type Check,
  type CheckResult,
  checkPublicEntry,
  keysDocumentSchema,
  publicKeyPem,
  readBundle,
  type Verification,
  verifyChain,
} from "#lib/engines/verify/index.ts";
import { checkTimestamp } from "./check-timestamp.ts";
import { nodeCrypto } from "./node-crypto.ts";
import { secondOpinion } from "./second-opinion.ts";
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

/**
 * `verifyChain` with OpenSSL, and @sigstore/verify asked of each bundle as well: disagreement is a
 * failure. Where a bundle brings timestamps or entries of other logs, each is a check more.
 */
export async function verifyWithSecondOpinion(given: ChainInput): Promise<SecondedVerification> {
  const { bundle, word } = partBundle(given.bundle);
  const merged = partBundle(given.mergedBundle);
  const input = {
    ...given,
    bundle,
    ...(given.mergedBundle !== undefined && { mergedBundle: merged.bundle }),
  };
  const ours = await verifyChain(input, nodeCrypto);
  const isMergeAlone = !ours.checks.some(({ id }) => id === "signature");
  const hasMerge = input.mergedBundle !== undefined;
  const first = isMergeAlone
    ? await mergeCheck(input, input.bundle, ours)
    : await approvalCheck(input, ours);
  const second = hasMerge ? await mergeCheck(input, input.mergedBundle, ours) : null;
  const added = second === null ? [first] : [first, second];
  const others = [
    ...(await othersChecks(input, bundle, word, isMergeAlone ? "merged_" : "")),
    ...(await othersChecks(input, merged.bundle, merged.word, "merged_")),
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
  { keys, trustedRoot }: ChainInput,
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
  const spki = spkiOf(json, keysJson);
  return spki === null ? null : { pem: publicKeyPem(spki) };
}

function spkiOf(json: unknown, keysJson: unknown): Uint8Array | null {
  const bundle = readBundle(json);
  const keys = keysDocumentSchema.safeParse(keysJson);
  if (!bundle.ok || !keys.success) return null;
  const published = keys.data.keys.find((key) => key.hint === bundle.bundle.hint);
  return published === undefined ? null : fromBase64(published.spki);
}
