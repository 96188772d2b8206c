import { createHash } from "node:crypto";
import { AppError, toHex, utf8 } from "#lib/base/index.ts";
import {
  type AttackReportStatement,
  type Bundle,
  cosignReportCommand,
  gateWords,
  readAttackReportStatement,
  readBundle,
} from "#lib/engines/verify/index.ts";
import { jsonFile, type ProofFile } from "./proof-file.ts";
import { shortKeyName } from "./proof-files.ts";

/** A signed report as it is stored. */
export interface ProvenReport {
  readonly bundle: Bundle;
  readonly spki: Uint8Array;
  /** The report's very bytes, as text. */
  readonly report: string;
}

/**
 * What proves one report: itself, its bundle, the statement to read, and VERIFY.md. `shared` is the path
 * to the folder with trusted_root.json, keys.json and a `<short name>.pub` for each key. Throws
 * `internal` for a stored bundle that cannot be read.
 */
export function reportProofFiles(
  { bundle, spki, report }: ProvenReport,
  shared: string,
): readonly ProofFile[] {
  const decoded = readBundle(bundle);
  const form = decoded.ok ? readAttackReportStatement(decoded.bundle.payload) : decoded;
  if (!form.ok) throw new AppError("internal", "A stored bundle cannot be read.");
  return [
    { path: "VERIFY.md", bytes: utf8(reportGuide(form.statement, spki, shared)) },
    { path: "report.json", bytes: utf8(report) },
    jsonFile("bundle.json", bundle),
    jsonFile("statement.json", form.statement),
  ];
}

/** VERIFY.md of one report: every command as it is run, in its own folder. It names nobody. */
function reportGuide(
  { predicateType, subject, predicate }: AttackReportStatement,
  spki: Uint8Array,
  shared: string,
): string {
  const digest = toHex(createHash("sha256").update(spki).digest());
  const trustedRoot = `${shared}trusted_root.json`;
  return [
    `# Check the report of ${predicate.reportId} without Etna`,
    `An agent was attacked from ${predicate.startedAt} to ${predicate.endedAt}, and a person had the`,
    "report of it signed with the key of their organization. Run what follows in this folder, in a POSIX",
    "shell. Nothing here needs a network, an account, or anything of Etna’s.\n",
    `**${gateWords(predicate).text}** A signature says that the report is the one that was signed, not that`,
    "the agent is safe.\n",
    "| what was signed | |",
    "|---|---|",
    `| SHA-256 of report.json | \`${subject[0].digest.sha256}\` |`,
    `| suite | \`${predicate.suite}\` |`,
    `| seed | \`${predicate.seed.replace(/[`|\\\n\r]/g, "?")}\` |`,
    `| SHA-256 of the key | \`${digest}\` |\n`,
    "## With cosign 3\n",
    ...block(
      cosignReportCommand({
        bundle: "bundle.json",
        key: `${shared}${shortKeyName(spki)}.pub`,
        trustedRoot,
        report: "report.json",
        predicateType,
      }),
    ),
    "It prints `Verified OK`. cosign knows nothing of keys that were taken back: `keys.json` does.\n",
    "## With Etna’s own program\n",
    "It compares the figures of the statement with those of the report as well.\n",
    ...block(`etna verify bundle.json --root ${trustedRoot} --report report.json`),
  ].join("\n");
}

function block(command: string): readonly string[] {
  return ["```sh", command, "```\n"];
}
