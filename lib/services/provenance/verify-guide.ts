import { toHex } from "#lib/base/index.ts";
import {
  cosignCommand,
  cosignMergeCommand,
  type MergedStatement,
  type MergeRelation,
  type Statement,
} from "#lib/engines/verify/index.ts";
import type { ProofPlaces } from "./proof-places.ts";
import type { OutsideProofs } from "./read-outside-proofs.ts";
import { outsidePart } from "./verify-guide-outside.ts";

export interface GuidedFix {
  readonly statement: Statement;
  readonly merged: MergedStatement | null;
  readonly outside: OutsideProofs;
  /** SHA-256 of the key that signed the fix. */
  readonly keyDigest: Uint8Array;
}

const relations: Readonly<Record<MergeRelation, string>> = {
  same_tree: "The merged tree is the approved one.",
  same_patch: "The merged change is the approved patch, on a branch that had moved on.",
  head_contained: "The merge holds the approved commit, and changed more besides.",
  different: "**What was merged is not what was approved.** The statement says so, and is genuine.",
};

/** VERIFY.md of one fix: every command as it is run, in its own folder. It names nobody. */
export function verifyGuide(fix: GuidedFix, at: ProofPlaces): string {
  const { statement, merged, keyDigest } = fix;
  const { fixId, change, approval } = statement.predicate;
  const { gitCommit, gitTree, patch } = approval.bound;
  return [
    `# Check ${fixId} without Etna`,
    `A person approved exactly this change at ${approval.at}, and it was signed with the key of their`,
    "organization. Run what follows in this folder, in a POSIX shell. Nothing here needs a network, an",
    "account, or anything of Etna’s.\n",
    "| what was approved | |",
    "|---|---|",
    `| commit | \`${gitCommit}\` |`,
    `| tree | \`${gitTree}\` |`,
    `| SHA-256 of fix.patch | \`${patch.slice("sha256:".length)}\` |`,
    `| commit that it applies to | \`${change.fromRevision}\` |`,
    `| SHA-256 of the key | \`${toHex(keyDigest)}\` |\n`,
    ...cosignPart(statement, merged, at),
    ...gitPart(statement, at),
    ...opensslPart(at),
    ...etnaPart(merged, at),
    ...outsidePart(fix, at),
  ].join("\n");
}

function cosignPart(statement: Statement, merged: MergedStatement | null, at: ProofPlaces) {
  const { predicateType, predicate } = statement;
  const named = { bundle: "fix.sigstore.json", key: at.key, trustedRoot: at.trustedRoot };
  const files = { ...named, patch: "fix.patch", predicateType };
  const byPatch = cosignCommand(files);
  const { gitCommit } = predicate.approval.bound;
  return [
    "## With cosign 3\n",
    ...(at.patch
      ? [
          ...block(byPatch),
          "It prints `Verified OK`. Some versions of cosign 2 want one option more:\n",
        ]
      : [
          ...block(cosignMergeCommand({ ...named, gitCommit, predicateType })),
          "It prints `Verified OK`.\n",
        ]),
    ...(at.patch ? block(byPatch.replace("attestation", "attestation --new-bundle-format")) : []),
    ...(merged === null ? [] : mergePart(merged, at)),
  ];
}

function mergePart(merged: MergedStatement, at: ProofPlaces) {
  const { gitCommit } = merged.predicate.merged;
  return [
    `And its merge as \`${gitCommit}\`. ${relations[merged.predicate.relation]}\n`,
    ...block(
      cosignMergeCommand({
        bundle: "merged.sigstore.json",
        key: at.mergedKey,
        trustedRoot: at.trustedRoot,
        gitCommit,
        predicateType: merged.predicateType,
      }),
    ),
  ];
}

function gitPart({ predicate }: Statement, at: ProofPlaces) {
  const { gitCommit, gitTree } = predicate.approval.bound;
  const { fromRevision } = predicate.change;
  const index = 'export GIT_INDEX_FILE="$(mktemp -d)/index"';
  return [
    "## With git\n",
    `Set CLONE to the path of your clone. ${at.patch ? "Each of these" : "This"} prints \`${gitTree}\`, the approved tree. The first`,
    "needs the approved commit, which a squash or a rebase may have left out of your clone.\n",
    ...block(`git -C "\${CLONE:?}" rev-parse --verify '${gitCommit}^{tree}'`),
    ...(at.patch
      ? block(
          [
            "(",
            `  ${index}`,
            `  git -C "\${CLONE:?}" read-tree ${fromRevision} &&`,
            '    git -C "$CLONE" apply --cached --whitespace=nowarn "$PWD/fix.patch" &&',
            '    git -C "$CLONE" write-tree',
            ")",
          ].join("\n"),
        )
      : []),
  ];
}

function opensslPart(at: ProofPlaces) {
  return [
    "## With OpenSSL 3\n",
    "The signature alone, by hand. The first command prints the SHA-256 of the key, the last one",
    "`Signature Verified Successfully`. `statement.json` is what was signed, laid out for reading.\n",
    ...block(`openssl pkey -pubin -in ${at.key} -outform DER | openssl dgst -sha256`),
    ...block(
      [
        "(",
        "  work=$(mktemp -d)",
        '  field() { sed -n "s/.*\\"$1\\": \\"\\([^\\"]*\\)\\".*/\\1/p" fix.sigstore.json; }',
        '  field payload | openssl base64 -d -A >"$work/payload"',
        '  field sig | openssl base64 -d -A >"$work/signature"',
        '  printf \'DSSEv1 28 application/vnd.in-toto+json %d \' "$(wc -c <"$work/payload")" >"$work/signed"',
        '  cat "$work/payload" >>"$work/signed"',
        `  openssl pkeyutl -verify -pubin -inkey ${at.key} -rawin -in "$work/signed" -sigfile "$work/signature"`,
        ")",
      ].join("\n"),
    ),
  ];
}

function etnaPart(merged: MergedStatement | null, at: ProofPlaces) {
  const parts = [
    `etna verify fix.sigstore.json --root ${at.trustedRoot}`,
    ...(at.patch ? ["--artifact fix.patch"] : []),
    ...(merged === null ? [] : ["--merged merged.sigstore.json"]),
    `--repo "\${CLONE:?}"`,
  ];
  return [
    "## With Etna’s own program\n",
    "It checks more than the others: that the log’s tree holds the entry, that the key was in force",
    "and not revoked, and every subject.\n",
    ...block(parts.join(" \\\n  ")),
  ];
}

function block(command: string): readonly string[] {
  return ["```sh", command, "```\n"];
}
