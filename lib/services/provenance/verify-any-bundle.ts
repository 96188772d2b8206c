import {
  partBundle,
  type SecondedVerification,
  verifyWithSecondOpinion,
} from "#lib/engines/second-opinion/index.ts";
import { claimedFixId, claimedReportId } from "#lib/engines/verify/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { installationTrustedRoot } from "./installation-log.ts";
import { publishedKeys } from "./published-keys.ts";

/**
 * Verifies a bundle from anywhere. Where the caller brings no root or keys, this installation's
 * are taken, found by the fix or the campaign that the bundle claims to be about: the claim only
 * chooses what it is held against.
 */
export async function verifyAnyBundle(input: {
  readonly bundle: unknown;
  /** The bundle of the merge, to be checked in one chain. */
  readonly mergedBundle?: unknown;
  readonly trustedRoot?: unknown;
  readonly keys?: unknown;
  readonly patch?: Uint8Array;
  /** The bytes of report.json, of a signed report. */
  readonly report?: Uint8Array;
}): Promise<SecondedVerification> {
  return await verifyWithSecondOpinion({
    bundle: input.bundle,
    ...(input.mergedBundle !== undefined && { mergedBundle: input.mergedBundle }),
    trustedRoot: input.trustedRoot ?? (await installationTrustedRoot()),
    keys: input.keys ?? (await keysFor(partBundle(input.bundle).bundle)),
    now: new Date(),
    ...(input.patch && { patch: input.patch }),
    ...(input.report && { report: input.report }),
  });
}

async function keysFor(bundle: unknown): Promise<unknown> {
  const row = await attestationOf(claimedFixId(bundle), claimedReportId(bundle));
  return row && (await publishedKeys(row.organizationId));
}

async function attestationOf(fixId: string | null, campaignId: string | null) {
  const select = { organizationId: true };
  if (fixId !== null) {
    return await readAs({ capability: fixId }, (db) =>
      db.attestation.findUnique({ where: { fixId }, select }),
    );
  }
  if (campaignId === null) return null;
  return await readAs({ capability: campaignId }, (db) =>
    db.reportAttestation.findUnique({ where: { campaignId }, select }),
  );
}
