import colors from "picocolors";
import type { SecondedVerification } from "#lib/engines/second-opinion/index.ts";
import { gateWords } from "#lib/engines/verify/index.ts";

const { createColors } = colors;

export interface VerifiedFile {
  readonly file: string;
  readonly verification: SecondedVerification;
}

type Checks = VerifiedFile["verification"]["checks"];

const marks = { holds: "✓", fails: "✗", withheld: "·", absent: "·", not_run: "·" } as const;
const words = {
  holds: "",
  fails: "fails",
  withheld: "withheld",
  absent: "absent",
  not_run: "not run",
} as const;
const links = ["reported", "proposed", "approved", "signed", "logged", "merged"] as const;

/** Data goes to stdout: text for a person, or `{ ok, results: [{ file, ok, … }] }`. */
export function printResults(results: readonly VerifiedFile[], json: boolean): void {
  const ok = results.every(({ verification }) => verification.ok);
  const text = json
    ? JSON.stringify(
        { ok, results: results.map(({ file, verification }) => ({ file, ...verification })) },
        null,
        2,
      )
    : [...results.map(reportOf), ...totalOf(results)].join("\n\n");
  process.stdout.write(`${text}\n`);
}

function totalOf(results: readonly VerifiedFile[]): readonly string[] {
  if (results.length < 2) return [];
  const good = results.filter(({ verification }) => verification.ok).length;
  return [`${good} of ${results.length} bundles verified.`];
}

function reportOf({ file, verification }: VerifiedFile): string {
  const paint = createColors(process.stdout.isTTY === true && !process.env.NO_COLOR);
  const { ok, checks, verifiedTime, logIndex, reportStatement } = verification;
  const lines = [paint.bold(visible(file))];
  for (const link of links) {
    const own = checks.filter((check) => check.link === link);
    if (own.length === 0) continue;
    lines.push("", `  ${paint.bold(link[0]?.toUpperCase() + link.slice(1))}`);
    for (const { title, outcome, reason, compared } of own) {
      const hue = {
        holds: paint.green,
        fails: paint.red,
        withheld: paint.dim,
        absent: paint.dim,
        not_run: paint.dim,
      }[outcome];
      const word = words[outcome] === "" ? "" : ` (${words[outcome]})`;
      lines.push(`    ${hue(marks[outcome])} ${visible(title)}${hue(word)}`);
      if (reason !== undefined) lines.push(`      ${visible(reason)}`);
      if (outcome === "fails") {
        for (const { label, value } of compared) lines.push(`      ${label}: ${visible(value)}`);
      }
    }
  }
  const when = verifiedTime === undefined ? "" : ` Logged at ${verifiedTime} as entry ${logIndex}.`;
  const verdict = ok ? paint.green("Verified.") : paint.red(refusalOf(checks));
  const gate = ok && reportStatement ? gateWords(reportStatement.predicate) : null;
  return [
    ...[...lines, "", `${verdict} ${countsOf(checks)}${when}`],
    ...(gate === null ? [] : [gate.passed ? gate.text : paint.yellow(gate.text)]),
  ].join("\n");
}

/** A genuine approval of something else than what was merged is no forgery. */
function refusalOf(checks: Checks): string {
  const failed = checks.filter(({ outcome }) => outcome === "fails");
  const isOther = failed.length > 0 && failed.every(({ id }) => id === "merged");
  if (checks.some(({ id }) => id === "report_bytes")) return "Invalid. Do not trust this report.";
  if (!isOther) return "Invalid. Do not trust this fix.";
  return "Genuine, and something else was merged. Look at the merged commit.";
}

/** "12 of 14 checks hold, 1 absent, 1 not run." */
export function countsOf(checks: Checks): string {
  const count = (outcome: keyof typeof words) => {
    return checks.filter((check) => check.outcome === outcome).length;
  };
  const rest = (["fails", "withheld", "absent", "not_run"] as const)
    .filter((outcome) => count(outcome) > 0)
    .map((outcome) => `, ${count(outcome)} ${words[outcome]}`);
  return `${count("holds")} of ${checks.length} checks hold${rest.join("")}.`;
}

/** A bundle may come from anyone: its text must not move the cursor or turn the line around. */
function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (char) => {
    return `\\u{${char.codePointAt(0)?.toString(16)}}`;
  });
}
