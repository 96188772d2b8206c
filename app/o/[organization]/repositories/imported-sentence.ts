import type { ImportedSarif } from "#lib/services/findings/index.ts";

/** "Semgrep: 12 findings, 3 new, 1 gone, 2 of them Etna's own. 4 results are of no file here." */
export function importedSentence(taken: ImportedSarif): string {
  const { tools, found, fresh, gone, joined, suppressed, leftOut } = taken;
  const counts = [
    `${found} ${found === 1 ? "finding" : "findings"}`,
    `${fresh} new`,
    `${gone} gone`,
    ...(joined > 0 ? [`${joined} that Etna reports too`] : []),
    ...(suppressed > 0 ? [`${suppressed} suppressed by the tool`] : []),
  ];
  const left =
    leftOut === 0
      ? ""
      : leftOut === 1
        ? " One result is of no file of this repository."
        : ` ${leftOut} results are of no file of this repository.`;
  return `${tools.join(", ") || "No tool"}: ${counts.join(", ")}.${left}`;
}
