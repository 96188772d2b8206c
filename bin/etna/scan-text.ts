import colors from "picocolors";
import { type Severity, severities } from "#lib/base/index.ts";
import { asksOutside, type Finding, type ScanReport } from "#lib/engines/rules/index.ts";
import { visible } from "./visible.ts";

const paint = colors.createColors(
  process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== "dumb",
);
const hues: Readonly<Record<Severity, (text: string) => string>> = {
  critical: (text) => paint.bold(paint.red(text)),
  high: paint.red,
  medium: paint.yellow,
  low: paint.cyan,
};
const widestLine = 100;

/** The report for a person: findings by file, what was left out, and what to do next. */
export function scanText(report: ScanReport, path: string): string {
  const blocks: string[] = [];
  const byFile = Map.groupBy(report.findings, (finding) => finding.path);
  for (const [file, findings] of byFile) {
    blocks.push(`${paint.bold(visible(file))}\n\n${findings.map(findingText).join("\n\n")}`);
  }
  blocks.push(
    [...leftOut(report), ...askedAbout(report), ...totals(report), nextStep(report, path)].join(
      "\n",
    ),
  );
  return `${blocks.join("\n\n")}\n`;
}

function findingText(finding: Finding): string {
  const place = `${finding.startLine}:${finding.startColumn}`;
  const head = [
    hues[finding.severity](finding.severity),
    finding.ruleId,
    paint.dim(finding.cwe),
    paint.dim(finding.fingerprint.slice(0, 12)),
    ...(finding.fixable ? [paint.green("fixable")] : []),
  ];
  return [
    `  ${paint.bold(place)}  ${head.join("  ")}`,
    ...wrap(visible(finding.message), 96).map((line) => `  ${line}`),
    "",
    ...frameLines(finding),
  ].join("\n");
}

function frameLines({ frame, startLine, endLine, startColumn, endColumn }: Finding): string[] {
  const width = String(frame.startLine + frame.lines.length - 1).length;
  return frame.lines.flatMap((line, at) => {
    const number = frame.startLine + at;
    const marked = number >= startLine && number <= endLine;
    const gutter = `${marked ? ">" : " "} ${String(number).padStart(width)} │`;
    // A tab is shown as two blanks, here and in the line of carets below.
    const text = visible(line.replaceAll("\t", "  "));
    const shown = text.length <= widestLine ? text : `${text.slice(0, widestLine - 1)}…`;
    const row = `  ${marked ? gutter : paint.dim(gutter)} ${marked ? shown : paint.dim(shown)}`;
    if (number !== startLine) return [row.trimEnd()];
    const before = visible(line.slice(0, startColumn - 1).replaceAll("\t", "  ")).length;
    const end = endLine === startLine ? endColumn - 1 : line.length;
    const marks = visible(line.slice(startColumn - 1, end).replaceAll("\t", "  ")).length;
    const room = Math.max(1, Math.min(marks, widestLine - before));
    if (before >= widestLine) return [row];
    const carets = `${" ".repeat(before)}${hues.high("^".repeat(room))}`;
    return [row, `  ${paint.dim(`  ${" ".repeat(width)} │`)} ${carets}`];
  });
}

/** What nobody looked at must be said, or silence would read as a pass. */
function leftOut({ skipped, ignored }: ScanReport): string[] {
  const lines = ignored.map(
    (finding) =>
      `Ignored: ${visible(finding.path)}:${finding.startLine} ${finding.ruleId} (${visible(finding.ignoreReason)})`,
  );
  const byReason = Map.groupBy(skipped, (skip) => skip.reason);
  for (const [reason, skips] of byReason) {
    const named = skips.slice(0, 3).map((skip) => visible(skip.path));
    const more = skips.length > named.length ? ` and ${skips.length - named.length} more` : "";
    lines.push(`Skipped: ${named.join(", ")}${more} (${reason.replaceAll("_", " ")})`);
  }
  return lines.length === 0 ? [] : [...lines.map((line) => paint.dim(line)), ""];
}

/** Nothing found among packages that nobody asked about is no answer. */
function askedAbout({ dependencies }: ScanReport): string[] {
  const { packages, asked, reason } = dependencies;
  if (packages === 0) return [];
  const whose = count(packages, "package");
  switch (asked) {
    case "yes":
      return [`Dependencies: the advisory database was asked about ${whose}.`];
    case "no":
      return [`Dependencies: not asked. To ask about ${whose}, add --dependencies.`];
    case "in_vain":
      return [`Dependencies: no answer about ${whose}. ${visible(reason ?? "")}`.trim()];
  }
}

function totals({ findings, filesScanned, bytesScanned, ruleIds }: ScanReport): string[] {
  const scanned = `${count(filesScanned, "file")}, ${size(bytesScanned)}, ${count(ruleIds.length, "rule")}`;
  if (findings.length === 0) return [`${paint.green("No findings")} in ${scanned}.`];
  const each = severities.flatMap((severity) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [`${number} ${severity}`];
  });
  return [`${paint.bold(count(findings.length, "finding"))} (${each.join(", ")}) in ${scanned}.`];
}

function nextStep({ findings }: ScanReport, path: string): string {
  const fixable = findings.filter((finding) => finding.fixable).length;
  const shell = /^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
  if (findings.length === 0) return "Nothing to do.";
  if (fixable === 0)
    return "No fix here is proven safe without a person or a model: read them above.";
  const some = (is: (finding: Finding) => boolean) =>
    findings.some((finding) => finding.fixable && is(finding));
  const asking = [
    ...(some(({ dependency }) => dependency !== undefined) ? [" --dependencies"] : []),
    ...(some(({ ruleId }) => asksOutside(ruleId)) ? [" --actions"] : []),
  ];
  return `${fixable} can be fixed now. See the changes with: etna fix ${shell}${asking.join("")}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function size(bytes: number): string {
  if (bytes < 1000) return count(bytes, "byte");
  return bytes < 1_000_000
    ? `${(bytes / 1000).toFixed(1)} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + word.length + 1 > width) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
