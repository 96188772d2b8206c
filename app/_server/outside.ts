import type { OutsideCommand, OutsideRow } from "#components/verify/outside-state.ts";
import type { SavedFile } from "#components/verify/saved-files.tsx";
import { cosignCommand, opensslTimestampCommand } from "#lib/engines/verify/index.ts";
import {
  type OutsideProofView,
  outsideFiles,
  type PublicVerification,
} from "#lib/services/provenance/index.ts";

type Statement = OutsideProofView["statement"];

/** Both kinds for each statement, asked for or not; nothing where nobody was asked at all. */
export function outsideRows(answer: PublicVerification): readonly OutsideRow[] {
  const { proofs } = answer.outside;
  if (proofs.length === 0) return [];
  const statements: Statement[] = answer.mergedBundle ? ["approved", "merged"] : ["approved"];
  return statements.flatMap((statement) => [
    rowOf(answer, statement, "timestamp"),
    rowOf(answer, statement, "public_log"),
  ]);
}

function rowOf(
  { outside, named }: PublicVerification,
  statement: Statement,
  kind: OutsideProofView["kind"],
): OutsideRow {
  const prefix = statement === "merged" ? "merged_" : "";
  const what = statement === "merged" ? "the signature of the merge" : "the signature";
  const id = `${prefix}${kind === "timestamp" ? "timestamp" : "public_entry"}` as const;
  const title =
    kind === "timestamp" ? `A timestamp authority saw ${what}` : `A public log has ${what}`;
  const proof = outside.proofs.find((one) => one.statement === statement && one.kind === kind);
  if (proof === undefined) {
    const reason =
      kind === "public_log" && named === null
        ? "Names are private here, and what is told to a public log stays there for ever."
        : "Nobody was asked when it was signed.";
    return { id, title, time: null, state: "not_asked", compared: [], reason };
  }
  const { state, url, compared, time, logIndex } = proof;
  const place = logIndex === null ? "" : `/api/v1/log/entries?logIndex=${logIndex}`;
  const asked = [{ label: place === "" ? "Asked" : "To be found at", value: `${url}${place}` }];
  return { id, title, time, state, compared: [...asked, ...compared], reason: reasonOf(proof) };
}

function reasonOf({ state, reason }: OutsideProofView): string | null {
  if (state === "awaited") return `Etna asks again. ${reason ?? "It was not asked yet."}`;
  if (state === "refused") return `What came back is not believed. ${reason ?? ""}`;
  return reason;
}

const what: Readonly<Record<string, string>> = {
  "fix.timestamp.tsr": "The authority’s answer (RFC 3161)",
  "merged.timestamp.tsr": "The same for the merge",
  "timestamp-authority.pem": "Who issued its certificate",
  "fix.timestamped.sigstore.json": "The bundle with all of it",
  "merged.timestamped.sigstore.json": "The same for the merge",
  "trusted_root.timestamped.json": "The keys of all who speak in it",
};

/** The files that show it, as the route of the same names hands them out. */
export function outsideSavedFiles(
  answer: PublicVerification,
  href: (name: string) => string,
): readonly SavedFile[] {
  return outsideFiles(answer.outside).map(({ path: name, bytes }) => {
    return { name, href: href(name), what: what[name] ?? "", sizeBytes: bytes.length };
  });
}

export function outsideCommands(answer: PublicVerification): readonly OutsideCommand[] {
  const { outside } = answer;
  const tokens = outside.proofs.flatMap(({ statement, timestamp, time }): OutsideCommand[] => {
    if (timestamp === null || time === null) return [];
    const name = statement === "merged" ? "merged" : "fix";
    const of = statement === "merged" ? "of the merge " : "";
    return [
      {
        says: `The timestamp ${of}alone, with OpenSSL:`,
        command: opensslTimestampCommand({
          signatureSha256: timestamp.signatureSha256,
          response: `${name}.timestamp.tsr`,
          time,
        }),
        prints: "Verification: OK",
      },
    ];
  });
  if (outside.bundle === null) return tokens;
  const command = cosignCommand({
    bundle: "fix.timestamped.sigstore.json",
    key: "instance.pub",
    trustedRoot: "trusted_root.timestamped.json",
    patch: "fix.patch",
    predicateType: answer.verification.statement?.predicateType ?? answer.predicateType,
    useSignedTimestamps: "timestampVerificationData" in outside.bundle.verificationMaterial,
  });
  const says = "All of it at once, with cosign and the files of this page:";
  return [...tokens, { says, command, prints: "Verified OK" }];
}
