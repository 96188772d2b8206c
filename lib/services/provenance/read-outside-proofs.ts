import { fromBase64 } from "#lib/base/index.ts";
import {
  checkTimestamp,
  issuersPem,
  nodeCrypto,
  type TimestampAuthority,
  type WideBundle,
  type WideRoot,
  widen,
  widenRoot,
} from "#lib/engines/second-opinion/index.ts";
import {
  type Bundle,
  type CheckResult,
  checkPublicEntry,
  type PublicEntry,
  type TrustedRoot,
} from "#lib/engines/verify/index.ts";
import type { OutsideKind, ProvenStatement } from "./ask-for-outside-proofs.ts";

export interface OutsideProofView {
  readonly statement: ProvenStatement;
  readonly kind: OutsideKind;
  /** `holds` and `fails` are found anew with each reading; the others are as they were kept. */
  readonly state: "holds" | "fails" | "awaited" | "refused" | "given_up";
  /** Who is asked. */
  readonly url: string;
  readonly compared: CheckResult["compared"];
  readonly reason: string | null;
  /** ISO 8601, UTC; what the other vouches for. */
  readonly time: string | null;
  /** The number in the public log. */
  readonly logIndex: number | null;
  readonly timestamp: TimestampFiles | null;
}

/** What `openssl ts -verify` takes. */
export interface TimestampFiles {
  readonly response: Uint8Array<ArrayBuffer>;
  readonly issuersPem: string;
  readonly signatureSha256: string;
}

/** What others say of one fix's signatures, and the files that show it. */
export interface OutsideProofs {
  readonly proofs: readonly OutsideProofView[];
  /** The bundle with all that holds in it; null where nothing does (yet). */
  readonly bundle: WideBundle | null;
  readonly mergedBundle: WideBundle | null;
  readonly trustedRoot: WideRoot | null;
}

export interface KeptProof {
  readonly statement: string;
  readonly kind: string;
  readonly state: string;
  readonly url: string;
  readonly reason: string | null;
  readonly proof: unknown;
  readonly anchor: unknown;
}

interface Signed {
  readonly bundle: Bundle;
  readonly spki: Uint8Array;
}

type Log = TrustedRoot["tlogs"][number];

/** Verifies what was kept anew, with whom it was verified then. */
export async function readOutsideProofs(
  kept: readonly KeptProof[],
  signed: Readonly<Record<ProvenStatement, Signed | null>>,
  root: TrustedRoot,
): Promise<OutsideProofs> {
  const viewed = await Promise.all(
    kept.map(async (row) => {
      const about = signed[row.statement as ProvenStatement];
      return about && { row, view: await viewOf(row, about, root) };
    }),
  );
  const all = viewed.filter((one) => one !== null);
  const held = all.filter(({ view }) => view.state === "holds").map(({ row }) => row);
  const wide = (statement: ProvenStatement) => {
    const rows = held.filter((row) => row.statement === statement);
    const about = signed[statement];
    if (rows.length === 0 || about === null) return null;
    return widen(about.bundle, {
      timestamps: rows.filter(isTimestamp).map(({ proof }) => proof as string),
      entries: rows.filter((row) => !isTimestamp(row)).map(({ proof }) => proof as PublicEntry),
    });
  };
  return {
    proofs: all.map(({ view }) => view),
    bundle: wide("approved"),
    mergedBundle: wide("merged"),
    trustedRoot: held.length === 0 ? null : rootOf(held, root),
  };
}

async function viewOf(row: KeptProof, about: Signed, root: TrustedRoot): Promise<OutsideProofView> {
  const view = {
    statement: row.statement as ProvenStatement,
    kind: row.kind as OutsideKind,
    state: row.state as OutsideProofView["state"],
    url: row.url,
    compared: [],
    reason: row.reason,
    time: null,
    logIndex: null,
    timestamp: null,
  };
  if (row.state !== "holds") return view;
  const { bundle, spki } = about;
  if (!isTimestamp(row)) {
    const widened = widenRoot(root, [row.anchor as Log], []);
    const checked = await checkPublicEntry(bundle, row.proof, spki, widened, nodeCrypto);
    return { ...view, ...judgedBy(checked.result), ...checked.logged };
  }
  const authority = row.anchor as TimestampAuthority;
  const response = fromBase64(row.proof as string) ?? new Uint8Array();
  const { result, shown } = checkTimestamp(bundle, response, spki, [authority]);
  const { value: signatureSha256 = "" } = result.compared.find(isOwnDigest) ?? {};
  const timestamp = { response, issuersPem: issuersPem(authority), signatureSha256 };
  return { ...view, ...judgedBy(result), time: shown?.time ?? null, timestamp };
}

function judgedBy({ outcome, compared, reason }: CheckResult) {
  const state = outcome === "holds" ? ("holds" as const) : ("fails" as const);
  return { state, compared, reason: reason ?? null };
}

function isOwnDigest({ label }: { readonly label: string }): boolean {
  return label === "sha256 of the signature";
}

function isTimestamp({ kind }: KeptProof): boolean {
  return kind === "timestamp";
}

/** Each log and authority once, though both statements name it. */
function rootOf(held: readonly KeptProof[], root: TrustedRoot): WideRoot {
  const anchors = (wanted: boolean) => {
    const texts = held
      .filter((row) => isTimestamp(row) === wanted)
      .map(({ anchor }) => JSON.stringify(anchor));
    return [...new Set(texts)].map((text) => JSON.parse(text));
  };
  return widenRoot(root, anchors(false) as Log[], anchors(true) as TimestampAuthority[]);
}
