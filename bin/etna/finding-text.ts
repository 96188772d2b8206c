import type { Severity } from "#lib/base/index.ts";
import type { Finding, RuleText } from "#lib/engines/rules/index.ts";
import { clip, columnsOf, type Paint, wrap } from "./terminal.ts";
import { visible } from "./visible.ts";

const widestLine = 100;
const widestText = 96;

export function severityHue(paint: Paint, severity: Severity): (text: string) => string {
  switch (severity) {
    case "critical":
      return (text) => paint.bold(paint.red(text));
    case "high":
      return paint.red;
    case "medium":
      return paint.yellow;
    case "low":
      return paint.cyan;
  }
}

export interface Shown {
  /** False where a heading above names the file. */
  readonly withPath: boolean;
  /** The danger in the rule's own words; once in a report is enough. */
  readonly withReason: boolean;
  readonly rule: RuleText | undefined;
}

/** One finding: where, what, the code, why it matters, and what its fix does. */
export function findingText(finding: Finding, { withPath, withReason, rule }: Shown, paint: Paint) {
  const { ruleId, cwe, fingerprint, severity, fixable } = finding;
  const head = [
    severityHue(paint, severity)(severity),
    ruleId,
    paint.dim(cwe),
    paint.dim(fingerprint.slice(0, 12)),
    ...(fixable ? [paint.green("fixable")] : []),
  ];
  const notes = [
    ...(withReason && rule !== undefined ? [paint.dim(indented(visible(`Why: ${rule.why}`)))] : []),
    ...(fixable && rule !== undefined ? [indented(visible(`Fix: ${rule.fixTitle}`))] : []),
  ];
  return [
    `  ${paint.bold(placeOf(finding, withPath))}  ${head.join("  ")}`,
    indented(visible(finding.message)),
    "",
    ...frameLines(finding, paint),
    ...(notes.length === 0 ? [] : ["", ...notes]),
  ].join("\n");
}

/** One line, for who asked for few. */
export function findingLine(finding: Finding): string {
  const { severity, ruleId, message } = finding;
  return `${placeOf(finding, true)} ${severity} ${ruleId} ${visible(message)}`;
}

function placeOf({ path, startLine, startColumn }: Finding, withPath: boolean): string {
  const place = `${startLine}:${startColumn}`;
  return withPath ? `${visible(path)}:${place}` : place;
}

function indented(text: string): string {
  const lines = wrap(text, widestText);
  return lines.map((line) => `  ${line}`).join("\n");
}

function frameLines(finding: Finding, paint: Paint): string[] {
  const { frame, startLine, endLine, startColumn, endColumn } = finding;
  const width = String(frame.startLine + frame.lines.length - 1).length;
  return frame.lines.flatMap((line, at) => {
    const number = frame.startLine + at;
    const marked = number >= startLine && number <= endLine;
    const gutter = `${marked ? ">" : " "} ${String(number).padStart(width)} │`;
    const shown = clip(shownText(line), widestLine);
    const row = `  ${marked ? gutter : paint.dim(gutter)} ${marked ? shown : paint.dim(shown)}`;
    if (number !== startLine) return [row.trimEnd()];
    const before = columnsOf(shownText(line.slice(0, startColumn - 1)));
    if (before >= widestLine) return [row];
    const end = endLine === startLine ? endColumn - 1 : line.length;
    const marks = columnsOf(shownText(line.slice(startColumn - 1, end)));
    const room = Math.max(1, Math.min(marks, widestLine - before));
    const carets = `${" ".repeat(before)}${paint.red("^".repeat(room))}`;
    return [row, `  ${paint.dim(`  ${" ".repeat(width)} │`)} ${carets}`];
  });
}

/** A tab is shown as two blanks, in the code and in the line of carets below. */
function shownText(code: string): string {
  return visible(code.replaceAll("\t", "  "));
}
