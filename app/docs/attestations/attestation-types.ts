import { z } from "zod";
import {
  attackReportPredicateTypeOf,
  attackReportStatementSchema,
  cosignCommand,
  cosignMergeCommand,
  cosignReportCommand,
  mergedPredicateTypeOf,
  mergedStatementSchema,
  predicateTypeOf,
  statementSchema,
} from "#lib/engines/verify/index.ts";

export interface AttestationType {
  /** As in the predicate type behind `/attestations/`. */
  readonly name: string;
  readonly title: string;
  readonly about: readonly string[];
  readonly schema: z.ZodType;
  readonly etna: string;
  /** The command under this base of predicate types. */
  cosign(attestationBase: string): string;
}

const files = { key: "instance.pub", trustedRoot: "trusted_root.json" };

/** The statements that Etna signs, in the order in which they come. */
export const attestationTypes: readonly AttestationType[] = [
  {
    name: "approved-fix/v1",
    title: "An approved fix",
    about: [
      "A person approved exactly one change: this commit, this tree, this patch. Etna signs that with the organization's Ed25519 key within seconds, as an in-toto statement in a DSSE envelope, and logs it.",
      "Its subjects are the exact bytes of fix.patch, the approved commit and its tree. All three must be right.",
      "Where the approver has a passkey, predicate.approval.signature holds what it signed: a WebAuthn assertion over the digest of exactly this approval, which docs/attestations/keys.md says how to check. Where it is absent, that this person approved rests on Etna's word. The organization's key alone cannot make one.",
      "A name that the organization keeps to itself stands there as { withheld }: SHA-256 over the canonical JSON (RFC 8785) of { salt, value }. Whoever is shown salt and value can check it.",
    ],
    schema: statementSchema,
    etna: "etna verify fix.sigstore.json --root trusted_root.json --artifact fix.patch",
    cosign: (base) =>
      cosignCommand({
        ...files,
        bundle: "fix.sigstore.json",
        patch: "fix.patch",
        predicateType: predicateTypeOf(base),
      }),
  },
  {
    name: "merged-as/v1",
    title: "A merged fix",
    about: [
      "The organization merged a signed fix. Etna reads the commits, trees and changes from git, compares them with what was approved, and signs what holds with a key of the same organization. It names the approved-fix statement by the digest of its bytes, so that the two make one chain.",
      "Its subjects are the merged commit and its tree, and fix.patch where the merged change is the approved patch. A statement that contradicts itself is refused: a relation that its trees deny, a patch named beside a difference.",
      "Where someone changed the branch on its way, the relation is “different”. It is signed all the same, and every verifier shows it as a check that fails.",
      "A relation says what git says, and no more: that the merged commit was built or deployed, it does not say.",
    ],
    schema: mergedStatementSchema,
    etna: "etna verify fix.sigstore.json --merged merged.sigstore.json --root trusted_root.json --artifact fix.patch",
    cosign: (base) =>
      cosignMergeCommand({
        ...files,
        bundle: "merged.sigstore.json",
        gitCommit: "MERGED_COMMIT",
        predicateType: mergedPredicateTypeOf(base),
      }),
  },
  {
    name: "attack-report/v1",
    title: "A report of an adversarial campaign",
    about: [
      "The organization had one of its agents attacked with Etna's adversarial suite, and a person had the report of it signed. Etna signs the figures that the statement repeats, and the digest of the whole report, with the organization's Ed25519 key, and logs it.",
      "Its subject is the exact bytes of report.json. Etna's verifier also compares the figures of the statement with those of the report; cosign compares the bytes alone.",
      "A signature says that the report is the one that was signed, and when. It does not say that the agent is safe: a report whose gate failed is signed like any other, and predicate.gate says so.",
      "The report itself tells how the agent was broken into and is nowhere public: the organization hands it to whom it likes. Only who was attacked and who had it signed is named, and both can be withheld as { withheld }: SHA-256 over the canonical JSON (RFC 8785) of { salt, value }.",
      "That the attacks were run against the agent that is named, the organization and Etna vouch for. A statement that contradicts itself is refused: cases that do not add up, an end before the beginning.",
    ],
    schema: attackReportStatementSchema,
    etna: "etna verify bundle.json --root trusted_root.json --report report.json",
    cosign: (base) =>
      cosignReportCommand({
        ...files,
        bundle: "bundle.json",
        report: "report.json",
        predicateType: attackReportPredicateTypeOf(base),
      }),
  },
];

export function attestationType(name: string): AttestationType | null {
  return attestationTypes.find((type) => type.name === name) ?? null;
}

/** JSON Schema (draft 2020-12), of the very schema that the verifier reads with. */
export function attestationSchema({ name, title, schema }: AttestationType): object {
  const { $schema, ...rest } = z.toJSONSchema(schema) as Record<string, unknown>;
  return { $schema, title: `${title}: in-toto statement ${name}`, ...rest };
}

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly prefixItems?: readonly Node[];
  readonly anyOf?: readonly Node[];
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
}

export interface AttestationField {
  /** Such as `predicate.findings[].rule`. */
  readonly path: string;
  readonly words: string;
}

/** Every field of a statement that holds a value, once, in the order of the schema. */
export function attestationFields(type: AttestationType): readonly AttestationField[] {
  const found = new Map<string, Set<string>>();
  walk(attestationSchema(type) as Node, "", found);
  return [...found].map(([path, words]) => ({ path, words: [...words].join(" or ") }));
}

function walk(node: Node, path: string, found: Map<string, Set<string>>): void {
  const inside = [...(node.anyOf ?? [])];
  const isLeaf = node.description !== undefined || (!node.properties && inside.length === 0);
  if (node.items || node.prefixItems) {
    for (const item of [...(node.prefixItems ?? []), ...(node.items ? [node.items] : [])]) {
      walk(item, `${path}[]`, found);
    }
    return;
  }
  if (isLeaf) {
    const said = found.get(path) ?? new Set();
    found.set(path, said.add(wordsOf(node, path)));
    return;
  }
  for (const child of inside) walk(child, path, found);
  for (const [name, child] of Object.entries(node.properties ?? {})) {
    walk(child, path === "" ? name : `${path}.${name}`, found);
  }
}

const known: Readonly<Record<string, string>> = {
  predicateType: "The type of this statement, under the base address of the installation.",
  "subject[].digest.sha256": "SHA-256 of the exact bytes of fix.patch.",
  "subject[].digest.gitCommit": "The commit, as git names it: 40 or 64 hex digits.",
  "subject[].digest.gitTree": "Its tree, as git names it.",
};

function wordsOf(node: Node, path: string): string {
  if (node.const !== undefined) return `“${String(node.const)}”`;
  const words = node.description ?? known[path] ?? "";
  return node.enum ? `${words} One of ${node.enum.map(String).join(", ")}.` : words;
}

/** The page as text, for docs/attestations. */
export function attestationMarkdown(type: AttestationType): string {
  const fields = attestationFields(type).map(({ path, words }) => `| \`${path}\` | ${words} |`);
  return [
    `# ${type.title}: \`${type.name}\``,
    ...type.about,
    `JSON Schema: [${schemaFile(type)}](${schemaFile(type)}).`,
    ["| field | says |", "|---|---|", ...fields].join("\n"),
    "To check it with Etna's own verifier and @sigstore/verify, offline:",
    `\`\`\`\n${type.etna}\n\`\`\``,
    "To check it with stock cosign 3, offline and without anything of Etna's:",
    `\`\`\`\n${type.cosign("https://agentetna.com")}\n\`\`\``,
  ]
    .join("\n\n")
    .concat("\n");
}

export function schemaFile({ name }: AttestationType): string {
  return `${name.replace("/", "-")}.schema.json`;
}
