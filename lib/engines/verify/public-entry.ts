import { toHex } from "#lib/base/index.ts";
import { type DecodedBundle, decodeEntry, publicEntrySchema, readBundle } from "./bundle.ts";
import { checkCheckpoint, checkEntry, checkInclusion, checkPromise } from "./check-log.ts";
import { type CheckResult, compared, judged, notRun } from "./checks.ts";
import { signerKey } from "./keys.ts";
import type { VerifyCrypto } from "./ports.ts";
import { isoOfUnix } from "./times.ts";
import { findLog, trustedRootSchema } from "./trusted-root.ts";

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
  const about: DecodedBundle = { ...bundle.bundle, ...decodeEntry(entry.data) };
  const root = trustedRootSchema.safeParse(trustedRoot);
  const found = findLog(root, about.entry.logId, crypto.sha256);
  // Unknown is not wrong: the bundle holds or fails by its own log.
  if (!found.ok) return { result: notRun(found.reason) };
  const within = { ...about, entry: { ...about.entry, logIndex: about.proof.index } };
  const payloadHash = toHex(crypto.sha256(about.payload));
  const results = [
    checkEntry(about, signerKey(spki, crypto.sha256), payloadHash, crypto.sha256),
    await checkPromise(about, found.log, crypto),
    checkInclusion(within, crypto.sha256),
    await checkCheckpoint(about, found.log, crypto),
  ];
  const failed = results.find(({ outcome }) => outcome !== "holds");
  if (failed !== undefined) return { result: failed };
  const { integratedTime, logIndex } = about.entry;
  const time = isoOfUnix(integratedTime);
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
