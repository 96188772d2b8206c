import { utf8 } from "#lib/base/index.ts";
import { jsonFile, type ProofFile } from "./proof-file.ts";
import type { OutsideProofs, OutsideProofView } from "./read-outside-proofs.ts";

/** The files that show what others say of a fix's signatures, under the names that commands give them. */
export function outsideFiles(outside: OutsideProofs): readonly ProofFile[] {
  const { proofs, bundle, mergedBundle, trustedRoot } = outside;
  const issuers = [...new Set(proofs.flatMap(({ timestamp }) => timestamp?.issuersPem ?? []))];
  return [
    ...proofs.flatMap(responseFile),
    ...(issuers.length === 0
      ? []
      : [{ path: "timestamp-authority.pem", bytes: utf8(issuers.join("")) }]),
    ...(bundle === null ? [] : [jsonFile("fix.timestamped.sigstore.json", bundle)]),
    ...(mergedBundle === null ? [] : [jsonFile("merged.timestamped.sigstore.json", mergedBundle)]),
    ...(trustedRoot === null ? [] : [jsonFile("trusted_root.timestamped.json", trustedRoot)]),
  ];
}

function responseFile({ statement, timestamp }: OutsideProofView): readonly ProofFile[] {
  if (timestamp === null) return [];
  const name = statement === "merged" ? "merged" : "fix";
  return [{ path: `${name}.timestamp.tsr`, bytes: timestamp.response }];
}
