import { severities } from "#lib/base/index.ts";
import { type Finding, idleMarkWords, portAsked } from "#lib/engines/rules/index.ts";
import { findingLine, findingText, severityHue } from "./finding-text.ts";
import { byGravity, type Grouping, groupFindings } from "./group-findings.ts";
import { type FullReport, type RuleLookup, ruleLookup } from "./report-rules.ts";
import { count, type Paint, paintFor, shellWord, table } from "./terminal.ts";
import { visible } from "./visible.ts";

/** From so many findings on, a table of rules stands below them. */
const longReport = 12;

export interface TextOptions {
  readonly path: string;
  readonly grouping: Grouping;
  readonly isQuiet: boolean;
  /** Findings on lines that were not changed, where only changed ones were asked for. */
  readonly unchanged?: { readonly revision: string; readonly findings: number } | undefined;
  readonly paint?: Paint;
}

/** The report for a person: findings by group, what was left out, and what to do next. */
export function scanText(report: FullReport, options: TextOptions): string {
  const { grouping, isQuiet, paint = paintFor(process.stdout) } = options;
  const { findings } = report;
  if (isQuiet) return findings.map((finding) => `${findingLine(finding)}\n`).join("");
  const explained = new Set<string>();
  const ruleOf = ruleLookup(report);
  const blocks = groupFindings(findings, grouping).map(([key, own]) => {
    const texts = own.map((finding) => {
      const withReason = !explained.has(finding.ruleId);
      explained.add(finding.ruleId);
      return findingText(
        finding,
        { withPath: grouping !== "file", withReason, rule: ruleOf(finding.ruleId) },
        paint,
      );
    });
    return `${heading(key, grouping, ruleOf, paint)}\n\n${texts.join("\n\n")}`;
  });
  if (findings.length >= longReport) blocks.push(rulesTable(findings, paint).join("\n"));
  const closing = [
    ...leftOut(report, paint),
    ...troubles(report, paint),
    ...askedAbout(report),
    ...unchangedOnes(options),
    ...totals(report, paint),
    nextStep(report, options),
  ];
  return `${[...blocks, closing.join("\n")].join("\n\n")}\n`;
}

function heading(key: string, grouping: Grouping, ruleOf: RuleLookup, paint: Paint): string {
  const title = grouping === "rule" ? ruleOf(key)?.title : undefined;
  return paint.bold(visible(title === undefined ? key : `${key}: ${title}`));
}

/** How often each rule found something, and how much of it can be fixed. */
function rulesTable(findings: readonly Finding[], paint: Paint): string[] {
  const byRule = [...Map.groupBy(findings.toSorted(byGravity), (finding) => finding.ruleId)];
  const rows = byRule.map(([ruleId, own]) => {
    const fixable = own.filter((finding) => finding.fixable).length;
    return [ruleId, own[0]?.severity ?? "", String(own.length), String(fixable)];
  });
  const head = ["Rule", "Severity", "Findings", "Fixable"];
  const [first = "", ...lines] = table([head, ...rows], [2, 3]);
  const painted = lines.map((line, at) => {
    const severity = byRule[at]?.[1][0]?.severity;
    return severity === undefined
      ? line
      : line.replace(` ${severity} `, ` ${severityHue(paint, severity)(severity)} `);
  });
  return [paint.dim(first), ...painted].map((line) => `  ${line}`);
}

/** What nobody looked at must be said, or silence would read as a pass. */
function leftOut({ skipped, ignored }: FullReport, paint: Paint): string[] {
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

/** What the repository asked for in vain, and what could not be looked at. */
function troubles({ problems = [], ignoreMarks = [] }: FullReport, paint: Paint): string[] {
  const lines = problems.map(({ path, line, ruleId, message }) => {
    const place = `${visible(path)}${line === undefined ? "" : `:${line}`}`;
    const rule = ruleId === undefined ? "" : ` ${visible(ruleId)}`;
    return `Problem: ${place}${rule}: ${visible(message)}`;
  });
  for (const { path, line, ruleId, fault } of ignoreMarks) {
    lines.push(
      `Comment: ${visible(path)}:${line} etna-ignore ${visible(ruleId)} ${idleMarkWords[fault]}`,
    );
  }
  return lines.length === 0 ? [] : [...lines.map((line) => paint.yellow(line)), ""];
}

/** Nothing found among packages that nobody asked about is no answer. */
function askedAbout({ dependencies }: FullReport): string[] {
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

function unchangedOnes({ unchanged }: TextOptions): string[] {
  if (unchanged === undefined) return [];
  const since = `lines changed since ${visible(unchanged.revision)}`;
  const others = count(unchanged.findings, "finding");
  return unchanged.findings === 0
    ? [`Only ${since} count; there are no findings elsewhere.`]
    : [
        `Only ${since} count; ${others} elsewhere ${unchanged.findings === 1 ? "is" : "are"} left out.`,
      ];
}

function totals({ findings, filesScanned, bytesScanned, ruleIds }: FullReport, paint: Paint) {
  const scanned = `${count(filesScanned, "file")}, ${size(bytesScanned)}, ${count(ruleIds.length, "rule")}`;
  if (findings.length === 0) return [`${paint.green("No findings")} in ${scanned}.`];
  const each = severities.flatMap((severity) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [`${number} ${severity}`];
  });
  return [`${paint.bold(count(findings.length, "finding"))} (${each.join(", ")}) in ${scanned}.`];
}

function nextStep({ findings }: FullReport, { path, unchanged }: TextOptions): string {
  const fixable = findings.filter((finding) => finding.fixable).length;
  if (findings.length === 0) return "Nothing to do.";
  if (fixable === 0)
    return "No fix here is proven safe without a person or a model: read them above.";
  const some = (is: (finding: Finding) => boolean) =>
    findings.some((finding) => finding.fixable && is(finding));
  const options = [
    ...(unchanged === undefined ? [] : [` --changed-since ${shellWord(unchanged.revision)}`]),
    ...(some(
      ({ dependency, ruleId }) => dependency !== undefined || portAsked(ruleId) === "registry",
    )
      ? [" --dependencies"]
      : []),
    ...(some(({ ruleId }) => portAsked(ruleId) === "actionCommits") ? [" --actions"] : []),
  ];
  return `${fixable} can be fixed now. See the changes with: etna fix ${shellWord(path)}${options.join("")}`;
}

function size(bytes: number): string {
  if (bytes < 1000) return count(bytes, "byte");
  return bytes < 1_000_000
    ? `${(bytes / 1000).toFixed(1)} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
