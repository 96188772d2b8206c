import {
  cosignCommand,
  cosignMergeCommand,
  type MergedStatement,
  opensslTimestampCommand,
  type Statement,
} from "#lib/engines/verify/index.ts";
import type { ProofPlaces } from "./proof-places.ts";
import type { OutsideProofs, OutsideProofView } from "./read-outside-proofs.ts";

export interface GuidedOutside {
  readonly statement: Statement;
  readonly merged: MergedStatement | null;
  readonly outside: OutsideProofs;
}

const trustedRoot = "trusted_root.timestamped.json";

/** What others say of the signatures, and how it is checked; nothing where nobody says anything (yet). */
export function outsidePart({ statement, merged, outside }: GuidedOutside, at: ProofPlaces) {
  const held = outside.proofs.filter(({ state }) => state === "holds");
  if (held.length === 0) return [];
  return [
    "## Beside Etna’s word\n",
    "So that time and place do not rest on Etna’s log alone. The commands above do not need any of it.",
    "`*.timestamped.sigstore.json` is the same signature and the same entry with what others say of it;",
    `\`${trustedRoot}\` names the keys of all who speak there. Compare those keys with what their owners`,
    "publish: nobody can vouch for himself.\n",
    "| | |",
    "|---|---|",
    ...held.map(rowOf),
    "",
    ...held.flatMap((proof) => timestampPart(proof, at)),
    ...cosignParts({ statement, merged, outside }, at),
    ...(outside.bundle === null ? [] : etnaPart(outside, at)),
  ];
}

function rowOf({ statement, kind, url, time, logIndex }: OutsideProofView): string {
  const what = statement === "merged" ? "the signature of the merge" : "the signature";
  const said =
    kind === "timestamp"
      ? `A timestamp authority saw ${what} at ${time}`
      : `A public log has ${what} as entry ${logIndex}, of ${time}`;
  return `| ${said} | ${url} |`;
}

function timestampPart({ statement, timestamp, time }: OutsideProofView, at: ProofPlaces) {
  if (timestamp === null || time === null) return [];
  const { signatureSha256 } = timestamp;
  const name = statement === "merged" ? "merged" : "fix";
  const command = (response: string) =>
    opensslTimestampCommand({ signatureSha256, response, time });
  return [
    `The timestamp ${statement === "merged" ? "of the merge " : ""}alone, with OpenSSL. \`-digest\` is the SHA-256 of the signature. It prints`,
    "`Verification: OK`.\n",
    ...block(
      at.responses
        ? command(`${name}.timestamp.tsr`)
        : [
            "(",
            "  work=$(mktemp -d)",
            `  sed -n 's/.*"signedTimestamp": "\\([^"]*\\)".*/\\1/p' ${name}.timestamped.sigstore.json |`,
            '    openssl base64 -d -A >"$work/response"',
            indented(command('"$work/response"')),
            ")",
          ].join("\n"),
    ),
  ];
}

function cosignParts({ statement, merged, outside }: GuidedOutside, at: ProofPlaces) {
  const { bundle, mergedBundle } = outside;
  const { gitCommit } = statement.predicate.approval.bound;
  const ofFix = bundle && {
    ...{ bundle: "fix.timestamped.sigstore.json", key: at.key, trustedRoot },
    predicateType: statement.predicateType,
    useSignedTimestamps: isTimed(bundle),
  };
  const ofMerge = merged &&
    mergedBundle && {
      ...{ bundle: "merged.timestamped.sigstore.json", key: at.mergedKey, trustedRoot },
      gitCommit: merged.predicate.merged.gitCommit,
      predicateType: merged.predicateType,
      useSignedTimestamps: isTimed(mergedBundle),
    };
  return [
    "All of it at once, with cosign 3. It prints `Verified OK`.\n",
    ...(ofFix === null
      ? []
      : block(
          at.patch
            ? cosignCommand({ ...ofFix, patch: "fix.patch" })
            : cosignMergeCommand({ ...ofFix, gitCommit }),
        )),
    ...(ofMerge === null ? [] : block(cosignMergeCommand(ofMerge))),
  ];
}

function isTimed(bundle: NonNullable<OutsideProofs["bundle"]>): boolean {
  return "timestampVerificationData" in bundle.verificationMaterial;
}

function etnaPart({ mergedBundle }: OutsideProofs, at: ProofPlaces) {
  const parts = [
    `etna verify fix.timestamped.sigstore.json --root ${trustedRoot} --keys ${at.keys}`,
    ...(at.patch ? ["--artifact fix.patch"] : []),
    ...(mergedBundle === null ? [] : ["--merged merged.timestamped.sigstore.json"]),
  ];
  return ["And with Etna’s own program.\n", ...block(parts.join(" \\\n  "))];
}

function indented(command: string): string {
  return command.replace(/^/gm, "  ");
}

function block(command: string): readonly string[] {
  return ["```sh", command, "```\n"];
}
