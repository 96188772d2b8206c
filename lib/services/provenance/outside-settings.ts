import { createPublicKey } from "node:crypto";
import { readFile } from "node:fs/promises";
import { AppError } from "#lib/base/index.ts";
import {
  readTimestampAuthorities,
  type TimestampAuthority,
} from "#lib/engines/second-opinion/index.ts";
import { p256PointOf, type TrustedRoot, trustedRoot } from "#lib/engines/verify/index.ts";
import { config } from "#lib/platform/config/index.ts";

export interface TimestampSettings {
  readonly url: string;
  /** The policy to insist on, null for any. */
  readonly policy: string | null;
  readonly authorities: readonly TimestampAuthority[];
}

export interface PublicLogSettings {
  readonly url: string;
  /** As a trusted root names it. */
  readonly log: TrustedRoot["tlogs"][number];
}

export interface OutsideSettings {
  readonly timestamp: TimestampSettings | null;
  readonly publicLog: PublicLogSettings | null;
}

let read: Promise<OutsideSettings> | undefined;

/** Who is asked besides Etna, and whom to believe. Throws `invalid_input` for a file that is of no use. */
export function outsideSettings(): Promise<OutsideSettings> {
  read ??= readSettings();
  read.catch(() => {
    read = undefined;
  });
  return read;
}

async function readSettings(): Promise<OutsideSettings> {
  return { timestamp: await timestampSettings(), publicLog: await publicLogSettings() };
}

async function timestampSettings(): Promise<TimestampSettings | null> {
  const { ETNA_TIMESTAMP_URL: url, ETNA_TIMESTAMP_CERTIFICATES: file } = config();
  if (url === undefined || file === undefined) return null;
  const pem = await readText("ETNA_TIMESTAMP_CERTIFICATES", file);
  const policy = config().ETNA_TIMESTAMP_POLICY ?? null;
  return { url, policy, authorities: readTimestampAuthorities(pem, url) };
}

async function publicLogSettings(): Promise<PublicLogSettings | null> {
  const { ETNA_REKOR_URL: url, ETNA_REKOR_PUBLIC_KEY: file } = config();
  if (url === undefined || file === undefined) return null;
  const spki = spkiOf(await readText("ETNA_REKOR_PUBLIC_KEY", file));
  if (spki === null || p256PointOf(spki) === null) {
    throw new AppError("invalid_input", "ETNA_REKOR_PUBLIC_KEY: this is no P-256 key in PEM.");
  }
  // Nobody says since when: the key is the operator's to trust, and bounds come with the entries.
  const validFor = { start: "1970-01-01T00:00:00Z" };
  const [log] = trustedRoot([{ baseUrl: url, spki, validFor }]).tlogs;
  if (log === undefined) throw new AppError("internal", "A trusted root lost its log.");
  return { url, log };
}

function spkiOf(pem: string): Uint8Array | null {
  try {
    return new Uint8Array(createPublicKey(pem).export({ format: "der", type: "spki" }));
  } catch {
    return null; // no PEM of a public key
  }
}

async function readText(name: string, file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new AppError("invalid_input", `${name}: the file cannot be read.`, { cause });
  }
}
