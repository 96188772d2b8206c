import { join } from "node:path";
import { root } from "../../bin/ground/paths.ts";
import type { Row } from "./mutant-reasons.ts";

export const mutantsDocument = join(root, "docs/refused-bundles.md");

export interface Column {
  /** Name and version of the verifier. */
  readonly verifier: string;
  readonly rows: readonly Row[];
}

const head = `# What other verifiers accept, and Etna refuses

Ten thousand mutants are made of two good bundles, an approval and the statement of its merge
(\`tests/support/bundle-mutants.ts\`, with a fixed seed): members left out, swapped, given twice, of
another type; bits flipped; base64 cut short; parts of other good bundles; prototype names, huge
numbers, deep nesting; single characters of the file. Etna's verifier accepts none of them
(\`tests/unit/verify/mutants.test.ts\`).

A sample goes to the verifiers that anyone may use instead. The table says how many of those that they
were asked about they accept, and why Etna does not. Nowhere does one of them refuse what Etna accepts.
None of the accepted ones approves anything that was not approved: what is signed is what was signed.

\`node tests/support/list-mutants.ts\` makes this file; do not edit it. \`ETNA_COSIGN\` and
\`ETNA_COSIGN_2\` name the two cosigns. Tests fail where what is written here and what came back differ.
`;

export function writeMutantsDocument(columns: readonly Column[]): string {
  const [first] = columns;
  const titles = ["changed", "why Etna refuses", ...columns.map(({ verifier }) => verifier)];
  const lines = (first?.rows ?? []).map(({ what, why }, at) => [
    what,
    why,
    ...columns.map((column) => cellsOf(column)[at] ?? ""),
  ]);
  const table = [titles, titles.map(() => "---"), ...lines].map(
    (cells) => `| ${cells.join(" | ")} |`,
  );
  return `${head}\n${table.join("\n")}\n`;
}

/** "3 of 12", row by row. */
export function cellsOf({ rows }: Column): readonly string[] {
  return rows.map(({ asked, accepted }) => `${accepted} of ${asked}`);
}

/** The cells of one verifier as they are written down; empty where it has no column. */
export function writtenCells(document: string, verifier: string): readonly string[] {
  const table = document.split("\n").filter((line) => line.startsWith("| "));
  const [titles = [], , ...rows] = table.map((line) => line.slice(2, -2).split(" | "));
  const at = titles.indexOf(verifier);
  return at < 0 ? [] : rows.map((cells) => cells[at] ?? "");
}
