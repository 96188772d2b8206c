import {
  partBundle,
  type SecondedVerification,
  verifyWithSecondOpinion,
} from "#lib/engines/second-opinion/index.ts";
import { claimedFixId } from "#lib/engines/verify/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { installationTrustedRoot } from "./installation-log.ts";
import { publishedKeys } from "./published-keys.ts";

/**
 * Verifies a bundle from anywhere. Where the caller brings no root or keys, this installation's
 * are taken, found by the fix that the bundle claims to be about: the claim only chooses what it
 * is held against.
 */
export async function verifyAnyBundle(input: {
  readonly bundle: unknown;
  /** The bundle of the merge, to be checked in one chain. */
  readonly mergedBundle?: unknown;
  readonly trustedRoot?: unknown;
  readonly keys?: unknown;
  readonly patch?: Uint8Array;
}): Promise<SecondedVerification> {
  return await verifyWithSecondOpinion({
    bundle: input.bundle,
    ...(input.mergedBundle !== undefined && { mergedBundle: input.mergedBundle }),
    trustedRoot: input.trustedRoot ?? (await installationTrustedRoot()),
    keys: input.keys ?? (await keysFor(claimedFixId(partBundle(input.bundle).bundle))),
    now: new Date(),
    ...(input.patch && { patch: input.patch }),
  });
}

async function keysFor(fixId: string | null): Promise<unknown> {
  if (fixId === null) return null;
  const row = await readAs({ capability: fixId }, (db) =>
    db.attestation.findUnique({ where: { fixId }, select: { organizationId: true } }),
  );
  return row && (await publishedKeys(row.organizationId));
}
