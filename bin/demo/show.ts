import type { SecondedVerification } from "#lib/engines/second-opinion/index.ts";
import type { FindingView } from "#lib/services/findings/index.ts";
import type { FixDetail } from "#lib/services/fixes/index.ts";
import { visible } from "../etna/visible.ts";
import { paint } from "./narrator.ts";

const mostDiffLines = 40;

/** One line a finding, in columns. */
export function findingLines(findings: readonly FindingView[]): readonly string[] {
  const places = findings.map(({ path, startLine }) => `${visible(path)}:${startLine}`);
  const placeWidth = Math.max(0, ...places.map((place) => place.length));
  const ruleWidth = Math.max(0, ...findings.map(({ ruleId }) => ruleId.length));
  return findings.map((finding, index) => {
    const severity = hues[finding.severity](finding.severity.padEnd(8));
    const place = (places[index] ?? "").padEnd(placeWidth);
    const fixable = finding.fixable ? paint.green("fixable") : paint.dim("needs a person");
    return `${severity}  ${place}  ${finding.ruleId.padEnd(ruleWidth)}  ${fixable}`;
  });
}

const hues: Readonly<Record<FindingView["severity"], (text: string) => string>> = {
  critical: (text) => paint.bold(paint.red(text)),
  high: paint.red,
  medium: paint.yellow,
  low: paint.cyan,
};

export interface EndedRun {
  readonly finding: FindingView;
  readonly fix: Pick<FixDetail, "branch" | "title"> | null;
  /** What became of the run. */
  readonly outcome: string;
}

/** One line a run: the branch with its change, or why there is none. */
export function fixLines(runs: readonly EndedRun[]): readonly string[] {
  const branchWidth = Math.max(...runs.map(({ fix }) => fix?.branch.length ?? 0), "no fix".length);
  const pathWidth = Math.max(...runs.map(({ finding }) => visible(finding.path).length));
  return runs.map(({ finding, fix, outcome }) => {
    const branch = (fix?.branch ?? "no fix").padEnd(branchWidth);
    const path = visible(finding.path).padEnd(pathWidth);
    return `${fix ? branch : paint.yellow(branch)}  ${path}  ${visible(fix?.title ?? outcome)}`;
  });
}

/** The patch in colours, cut short where it is long; `file` has the whole of it. */
export function diffLines(patch: string, file: string): readonly string[] {
  const lines = patch.replace(/\n$/, "").split("\n");
  const shown = lines.slice(0, mostDiffLines).map(diffLine);
  const left = lines.length - shown.length;
  return left > 0 ? [...shown, paint.dim(`${plural(left, "more line")} in ${file}`)] : shown;
}

function diffLine(line: string): string {
  const text = visible(line.replaceAll("\t", "  "));
  if (/^(?:\+\+\+|---|diff |index )/.test(line)) return paint.bold(text);
  if (line.startsWith("@@")) return paint.cyan(text);
  if (line.startsWith("+")) return paint.green(text);
  if (line.startsWith("-")) return paint.red(text);
  return text;
}

const marks = { holds: "✓", fails: "✗", withheld: "·", absent: "·", not_run: "·" } as const;
const words = {
  holds: "",
  fails: " (fails)",
  withheld: " (withheld)",
  absent: " (absent)",
  not_run: " (not run)",
};

/** One line a check, and why where it fails. */
export function checkLines(checks: SecondedVerification["checks"]): readonly string[] {
  return checks.flatMap(({ title, outcome, reason }) => {
    const hue = {
      holds: paint.green,
      fails: paint.red,
      withheld: paint.dim,
      absent: paint.dim,
      not_run: paint.dim,
    }[outcome];
    const line = `${hue(marks[outcome])} ${visible(title)}${paint.dim(words[outcome])}`;
    return outcome === "fails" && reason ? [line, `  ${visible(reason)}`] : [line];
  });
}

export function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
