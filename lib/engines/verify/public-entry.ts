import { fromBase64, toHex } from "#lib/base/index.ts";
import { type DecodedBundle, publicEntrySchema, readBundle } from "./bundle.ts";
import { checkCheckpoint, checkEntry, checkInclusion, checkPromise } from "./check-log.ts";
import { type CheckResult, compared, judged, notRun } from "./checks.ts";
import type { VerifyCrypto } from "./ports.ts";
import { isoSeconds } from "./times.ts";
import { findLog } from "./trusted-root.ts";

export interface CheckedEntry {
  readonly result: CheckResult;
  /** What the other log vouches for, where all of it holds. */
  readonly logged?: { readonly time: string; readonly logIndex: number };
}

/**
 * Checks what another log (Rekor v1, `dsse/0.0.1`) says of a bundle's envelope: the entry is, byte for
 * byte, the one that envelope and key give; promise, inclusion and checkpoint are that log's. A log of
 * several trees counts its entries through, and a proof only within its tree.
 */
export async function checkPublicEntry(
  bundleJson: unknown,
  entryJson: unknown,
  spki: Uint8Array,
  trustedRoot: unknown,
  crypto: VerifyCrypto,
): Promise<CheckedEntry> {
  const bundle = readBundle(bundleJson);
  const entry = publicEntrySchema.safeParse(entryJson);
  if (!bundle.ok || !entry.success) {
    return { result: judged("The entry does not have the form of a bundle’s.", []) };
  }
  const { proof: _own, ...rest } = bundle.bundle;
  const { inclusionProof: proof } = entry.data;
  const about: DecodedBundle = {
    ...rest,
    entry: {
      body: decoded(entry.data.canonicalizedBody),
      integratedTime: Number(entry.data.integratedTime),
      logIndex: Number(entry.data.logIndex),
      logId: decoded(entry.data.logId.keyId),
    },
    signedEntryTimestamp: decoded(entry.data.inclusionPromise.signedEntryTimestamp),
    proof: {
      index: Number(proof.logIndex),
      size: Number(proof.treeSize),
      root: decoded(proof.rootHash),
      hashes: proof.hashes.map(decoded),
      checkpoint: proof.checkpoint.envelope,
    },
  };
  const found = findLog(trustedRoot, about.entry.logId, crypto.sha256);
  // Unknown is not wrong: the bundle holds or fails by its own log.
  if (!found.ok) return { result: notRun(found.reason) };
  const within = { ...about, entry: { ...about.entry, logIndex: about.proof.index } };
  const results = [
    checkEntry(about, spki, crypto.sha256),
    await checkPromise(about, found.log, crypto),
    checkInclusion(within, crypto.sha256),
    await checkCheckpoint(about, found.log, crypto),
  ];
  const failed = results.find(({ outcome }) => outcome !== "holds");
  if (failed !== undefined) return { result: failed };
  const { integratedTime, logIndex } = about.entry;
  const time = isoSeconds(new Date(integratedTime * 1000));
  return {
    result: judged(null, [
      compared("Log", found.log.baseUrl),
      compared("Key of the log, sha256", toHex(about.entry.logId)),
      compared("Entry", String(logIndex)),
      compared("Time", time),
      ...(results[0]?.compared.slice(0, 4) ?? []),
      ...(results[2]?.compared.slice(1) ?? []),
      ...(results[3]?.compared.slice(0, 1) ?? []),
    ]),
    logged: { time, logIndex },
  };
}

function decoded(text: string): Uint8Array {
  return fromBase64(text) ?? new Uint8Array();
}
