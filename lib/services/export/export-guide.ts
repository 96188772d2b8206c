import { fromBase64, toHex } from "#lib/base/index.ts";
import type { KeysDocument } from "#lib/engines/verify/index.ts";

/** VERIFY.md of the whole folder. */
export function exportGuide({ keys }: KeysDocument): string {
  return [
    "# Check these fixes and reports without Etna\n",
    "This folder proves what an organization’s people approved, for as long as anyone keeps it. With",
    "Etna gone, cosign and git check it, with no network. `etna-export.json` says whose it is. Run what",
    "follows in this folder, in a POSIX shell.\n",
    "| | |",
    "|---|---|",
    "| `fixes/<id>/` | one signed fix: its bundle, what it states, the patch, and VERIFY.md with the exact commands for this one |",
    "| `fixes/<id>/*.timestamped.*`, `*.tsr`, `timestamp-authority.pem` | where others were asked: what a timestamp authority and a public log say of its signatures. The commands are in its VERIFY.md |",
    "| `fixes/<id>/ledger.json` | where a model made the change: what it was shown, and how often; its SHA-256 is `predicate.context.ledger` of the statement |",
    "| `reports/<id>/` | one signed report of an adversarial campaign: report.json, its bundle, what it states, and VERIFY.md |",
    "| `keys.json` | every key the organization ever had, in force from when until when, and which were taken back; when approvals had to be signed by a passkey |",
    "| `<name>.pub` | one file a key, by the first twelve digits of its SHA-256; `instance.pub` where there is only one |",
    "| `trusted_root.json` | the public key of the log |",
    "| `log/` | the whole transparency log as C2SP tlog-tiles: hashes, signatures and public keys |",
    "| `manifest.json`, `SHA256SUMS` | every file with its digest |\n",
    "## What is not public\n",
    "`fix.patch` is your code, `report.json` tells how an agent of yours was broken into, `openings.json` opens the names that a statement withholds, and",
    "`ledger.json` names files and digests of their lines. Hand them only to whom you would show the repository or the agent. Everything else here says no more than the public page of",
    "each fix or report.\n",
    "## Is it whole\n",
    ...block("sha256sum --quiet -c SHA256SUMS"),
    "## Every fix, with cosign 3\n",
    "It prints the name of any fix that no key here has signed. cosign knows nothing of keys that were",
    "taken back: compare with the list below.\n",
    ...block(loop),
    "Each statement says under which address its own type is; that it is the one of an approval is looked",
    "at, because the statement of a merge may name the same patch. Some versions of cosign 2 want",
    "`--new-bundle-format` besides. A merge is held against its commit: see the fix’s own VERIFY.md.\n",
    "## Every fix, with Etna’s own program\n",
    ...block("etna verify fixes/*/fix.sigstore.json --root trusted_root.json"),
    "## The log\n",
    "That it only grew, and that every entry is in it:\n",
    ...block("etna log check log"),
    "## A name that is withheld\n",
    'A statement says `{ "withheld": "sha256:…" }`. With SALT and VALUE from `openings.json`, this prints',
    'the same digest. In VALUE, write a quotation mark as `\\"` and a backslash as `\\\\`.\n',
    ...block('printf \'{"salt":"%s","value":"%s"}\' "$SALT" "$VALUE" | openssl dgst -sha256'),
    "## Every report\n",
    "With cosign 3, and then with Etna’s own program, which compares the figures as well:\n",
    ...block(reportLoop(cosignOfReport)),
    ...block(reportLoop(etnaOfReport)),
    "## The keys\n",
    "| SHA-256 | from | until | taken back |",
    "|---|---|---|---|",
    ...keys.map(({ hint, validFor, revokedAt, reason }) => {
      const digest = toHex(fromBase64(hint) ?? new Uint8Array());
      const revoked =
        revokedAt === undefined
          ? "no"
          : `at ${revokedAt} (see keys.json${reason ? " for why" : ""})`;
      return `| \`${digest}\` | ${validFor.start} | ${validFor.end ?? "in force"} | ${revoked} |`;
    }),
    "\nWhoever gave you this folder could have made all of it. Compare a key with one from elsewhere: a",
    "bundle kept earlier, the organization, or the log as others have seen it.\n",
  ].join("\n");
}

/** The type comes out of what is signed, because a setting may have changed since. */
const loop = [
  "for fix in fixes/*/; do",
  '  [ -d "$fix" ] || continue',
  '  bundle="$fix/fix.sigstore.json"',
  `  type=$(sed -n 's/.*"payload": "\\([^"]*\\)".*/\\1/p' "$bundle" | openssl base64 -d -A |`,
  `    sed -n 's/.*"predicateType":"\\([^"]*\\)".*/\\1/p')`,
  '  case "$type" in */approved-fix/v1)',
  "    for key in *.pub; do",
  '      cosign verify-blob-attestation --bundle "$bundle" --key "$key" \\',
  '        --trusted-root trusted_root.json --type "$type" \\',
  '        "$fix/fix.patch" >/dev/null 2>&1 && continue 2',
  "    done ;;",
  "  esac",
  '  echo "$fix does not verify"',
  "done",
].join("\n");

/** Prints the name of any report that does not verify. */
function reportLoop(check: readonly string[]): string {
  return [
    "for report in reports/*/; do",
    '  [ -d "$report" ] || continue',
    ...check.map((line) => `  ${line}`),
    '  echo "$report does not verify"',
    "done",
  ].join("\n");
}

const cosignOfReport = [
  `type=$(sed -n 's/.*"payload": "\\([^"]*\\)".*/\\1/p' "$report/bundle.json" | openssl base64 -d -A |`,
  `  sed -n 's/.*"predicateType":"\\([^"]*\\)".*/\\1/p')`,
  'case "$type" in */attack-report/v1)',
  "  for key in *.pub; do",
  '    cosign verify-blob-attestation --bundle "$report/bundle.json" --key "$key" \\',
  '      --trusted-root trusted_root.json --type "$type" \\',
  '      "$report/report.json" >/dev/null 2>&1 && continue 2',
  "  done ;;",
  "esac",
];

const etnaOfReport = [
  'etna verify "$report/bundle.json" --root trusted_root.json \\',
  '  --report "$report/report.json" >/dev/null && continue',
];

function block(command: string): readonly string[] {
  return ["```sh", command, "```\n"];
}
