import type { PublicVerification } from "#lib/services/provenance/index.ts";

interface OutsideFile {
  readonly type: string;
  readonly what: string;
  /** Null where there is none (yet). */
  readonly content: (answer: PublicVerification) => string | Uint8Array<ArrayBuffer> | null;
}

const reply = "application/timestamp-reply";

/** What others say of a fix's signatures, by the names under which it is saved. */
export const outsideFiles: Readonly<Record<string, OutsideFile>> = {
  "fix.timestamp.tsr": {
    type: reply,
    what: "The authority’s answer (RFC 3161)",
    content: (answer) => responseOf(answer, "approved"),
  },
  "merged.timestamp.tsr": {
    type: reply,
    what: "The same for the merge",
    content: (answer) => responseOf(answer, "merged"),
  },
  "timestamp-authority.pem": {
    type: "application/x-pem-file",
    what: "Who issued its certificate",
    content: ({ outside }) => {
      const pems = outside.proofs.flatMap(({ timestamp }) => timestamp?.issuersPem ?? []);
      return pems.length === 0 ? null : [...new Set(pems)].join("");
    },
  },
  "fix.timestamped.sigstore.json": {
    type: "application/json",
    what: "The bundle with all of it",
    content: ({ outside }) => outside.bundle && json(outside.bundle),
  },
  "merged.timestamped.sigstore.json": {
    type: "application/json",
    what: "The same for the merge",
    content: ({ outside }) => outside.mergedBundle && json(outside.mergedBundle),
  },
  "trusted_root.timestamped.json": {
    type: "application/json",
    what: "The keys of all who speak in it",
    content: ({ outside }) => outside.trustedRoot && json(outside.trustedRoot),
  },
};

function responseOf({ outside }: PublicVerification, statement: "approved" | "merged") {
  const proof = outside.proofs.find((one) => one.statement === statement && one.timestamp);
  return proof?.timestamp?.response ?? null;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
