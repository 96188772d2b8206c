import { toHex } from "#lib/base/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { logWitnesses } from "./ask-witnesses.ts";
import { installationLog } from "./installation-log.ts";
import { noteKey } from "./note-key.ts";

/** The two faces of the log, under which names and keys it shows itself. */
export interface LogDescription {
  /** Where its files are: `checkpoint` and `tile/…` below it. */
  readonly url: string;
  /** In checkpoints for monitors. */
  readonly origin: string;
  /** The Ed25519 key of those checkpoints, as a vkey (C2SP signed-note). */
  readonly verifierKey: string;
  /** As bundles name it; its key is in `/verify/trusted_root.json`. */
  readonly bundles: { readonly origin: string; readonly logId: string };
  /** Keys of the witnesses who are asked to cosign. */
  readonly witnesses: readonly string[];
}

export async function describeLog(): Promise<LogDescription> {
  const [log, key] = await Promise.all([installationLog(), noteKey()]);
  return {
    url: log.baseUrl,
    origin: key.name,
    verifierKey: key.verifierKey,
    bundles: { origin: log.origin, logId: toHex(log.logId) },
    witnesses: logWitnesses().map(({ verifierKey }) => verifierKey),
  };
}

export interface WitnessView {
  readonly name: string;
  /** How far it has come, and when it said so; null before its first cosignature. */
  readonly cosigned: { readonly size: number; readonly at: Date } | null;
}

/** The witnesses of this installation, and how far each has followed the log. */
export async function listWitnesses(): Promise<readonly WitnessView[]> {
  const rows = await readAs({}, (db) => db.logCosignature.findMany());
  return logWitnesses().map(({ verifierKey, key }) => {
    const row = rows.find(({ witness }) => witness === verifierKey);
    return {
      name: key.name,
      cosigned: row ? { size: Number(row.size), at: row.cosignedAt } : null,
    };
  });
}
