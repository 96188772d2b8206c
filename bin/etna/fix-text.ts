import { renderPatch } from "#lib/engines/patch/index.ts";
import type { Fixed } from "./fix-each.ts";
import { byGravity } from "./group-findings.ts";
import type { RuleLookup } from "./report-rules.ts";
import { count, type Paint, paintFor, shellWord, table } from "./terminal.ts";
import { visible } from "./visible.ts";

/** Beyond so many, those that are left are counted: `etna scan` shows them. */
const maxLeft = 50;

/** The change for a person at a terminal: file by file, what is repaired there and how. */
export function diffText(
  { changes, fixed }: Fixed,
  ruleOf: RuleLookup,
  paint: Paint = paintFor(process.stdout),
): string {
  const byPath = Map.groupBy(fixed, (finding) => finding.path);
  const blocks = changes.map((change) => {
    const titles = (byPath.get(change.path) ?? []).map(({ ruleId, startLine }) => {
      return `  ${paint.green(visible(ruleOf(ruleId)?.fixTitle ?? ruleId))} ${paint.dim(`${ruleId}, line ${startLine}`)}`;
    });
    const fate = change.after === null ? " is deleted" : change.before === null ? " is new" : "";
    const lines = renderPatch([change]).trimEnd().split("\n");
    const hunks = lines.slice(
      Math.max(
        0,
        lines.findIndex((line) => line.startsWith("@@")),
      ),
    );
    return [
      `${paint.bold(visible(change.path))}${fate}`,
      ...titles,
      "",
      ...hunks.map((line) => `  ${diffLine(line, paint)}`),
    ].join("\n");
  });
  return blocks.length === 0 ? "" : `${blocks.join("\n\n")}\n\n`;
}

function diffLine(line: string, paint: Paint): string {
  const text = visible(line.replace(/\r$/, "").replaceAll("\t", "  "));
  if (line.startsWith("@@")) return paint.cyan(text);
  if (line.startsWith("+")) return paint.green(text);
  return line.startsWith("-") ? paint.red(text) : text;
}

/** What was repaired by rule, what is left and why, and how to go on. */
export function summaryText(
  { changes, fixed, left }: Fixed,
  ruleOf: RuleLookup,
  { path, isWritten }: { readonly path: string; readonly isWritten: boolean },
): string {
  const byRule = Map.groupBy(fixed.toSorted(byGravity), (finding) => finding.ruleId);
  const rows = [...byRule].map(([ruleId, own]) => {
    return [`fixed: ${ruleId}`, String(own.length), visible(ruleOf(ruleId)?.fixTitle ?? "")];
  });
  const lines = table(rows, [1]);
  for (const { finding, why } of left.slice(0, maxLeft)) {
    const { path: file, startLine, ruleId } = finding;
    lines.push(`left: ${visible(file)}:${startLine} ${ruleId}: ${visible(why)}`);
  }
  if (left.length > maxLeft) {
    const more = count(left.length - maxLeft, "more finding");
    lines.push(`left: ${more}. See them with: etna scan ${shellWord(path)}`);
  }
  if (fixed.length + left.length === 0) lines.push("No findings, nothing to fix.");
  else
    lines.push(`${fixed.length} fixed in ${count(changes.length, "file")}, ${left.length} left.`);
  if (changes.length > 0) {
    lines.push(
      isWritten
        ? "Read the changes with: git diff"
        : "Nothing was written. Add --write, or pipe this into: git apply",
    );
  }
  return `${lines.join("\n")}\n`;
}
