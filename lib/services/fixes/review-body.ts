import { parsePatch, type ValidationCheck } from "#lib/engines/patch/index.ts";
import { findRule } from "#lib/engines/rules/index.ts";
import { isTask } from "#lib/services/findings/index.ts";
import { inlineCode, plainText, proseText } from "./forge-text.ts";

interface Reviewed {
  /** The scanner that reported it; null for a rule of Etna's own. */
  readonly detector: string | null;
  /** Of a task, the comment on this forge that asked for it. */
  readonly alertUrl: string | null;
  readonly ruleId: string;
  readonly cwe: string;
  readonly path: string;
  readonly startLine: number;
  readonly message: string;
}

export interface ReviewFacts {
  /** All that the change removes, the one that it was asked for first. */
  readonly findings: readonly [Reviewed, ...Reviewed[]];
  readonly patch: string;
  readonly checks: readonly ValidationCheck[];
  /** Of the organization's own that made it, as "provider/name"; null where a rule did. */
  readonly model: string | null;
  /** The fix's page in the console. */
  readonly url: string;
  /** An approval that is given on the forge counts. */
  readonly approvalOnForge: boolean;
  /** Only an approval that a passkey signed counts. */
  readonly signedApprovals: boolean;
}

const outcomeWords = { passed: "Passed", failed: "**Failed**", not_run: "Not run" } as const;
const maxFiles = 20;

/** What a reviewer reads: what is wrong, why it matters, what changes, what was checked, how to answer. */
export function reviewBody(facts: ReviewFacts): string {
  const { checks } = facts;
  const [finding, ...others] = facts.findings;
  const why = finding.detector === null ? findRule(finding.ruleId)?.why : "";
  return [
    `${proseText(finding.message)} ${foundBy(finding)}`,
    [why, weakness(finding.cwe)].filter(Boolean).join(" "),
    also(others),
    madeBy(facts.model),
    `**What changes**\n\n${changes(facts.patch)}`,
    `**What was checked**\n\n${card(checks)}`,
    notRun(checks),
    `**Your answer**\n\n${answers(facts)}`,
    "Etna never merges. A new commit on this branch voids an approval.",
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function placeOf({ path, startLine }: Reviewed): string {
  return inlineCode(`${path}:${startLine}`);
}

function foundBy(finding: Reviewed): string {
  const { detector, ruleId, alertUrl } = finding;
  if (isTask(finding)) return `Asked for by a person${commentAt(alertUrl)}.`;
  const rule = inlineCode(ruleId);
  return detector === null
    ? `Found at ${placeOf(finding)} by rule ${rule}.`
    : `Reported at ${placeOf(finding)} by ${plainText(detector)}, rule ${rule}.`;
}

/** As the forge itself gave it; percent signs keep it inside the brackets of a link. */
function commentAt(alertUrl: string | null): string {
  const url = alertUrl === null ? null : URL.parse(alertUrl);
  if (url === null || !/^https?:$/.test(url.protocol)) return "";
  return `, in [a comment](${url.href.replaceAll("(", "%28").replaceAll(")", "%29")})`;
}

function madeBy(model: string | null): string {
  return model === null ? "" : `Made by ${inlineCode(model)} with your own key; a person decides.`;
}

function also(others: readonly Reviewed[]): string {
  if (others.length === 0) return "";
  const lines = others
    .slice(0, maxFiles)
    .map((each) => `- ${placeOf(each)}: ${proseText(each.message)}`);
  const rest = others.length - maxFiles;
  const more = rest > 0 ? [`- and ${rest} more`] : [];
  return ["This change also removes:", "", ...lines, ...more].join("\n");
}

function weakness(cwe: string): string {
  const number = /^CWE-(\d{1,6})$/.exec(cwe)?.[1];
  if (number === undefined) return "";
  return `Weakness: [CWE-${number}](https://cwe.mitre.org/data/definitions/${number}.html).`;
}

function changes(patch: string): string {
  const files = parsePatch(patch);
  const lines = files.slice(0, maxFiles).map(({ path, additions, deletions, status }) => {
    const how = status === "modified" ? "" : `, ${status}`;
    return `- ${inlineCode(path)} (+${additions} −${deletions}${how})`;
  });
  const rest = files.length - maxFiles;
  return [...lines, ...(rest > 0 ? [`- and ${rest} more`] : [])].join("\n");
}

function card(checks: readonly ValidationCheck[]): string {
  const rows = checks.map(
    ({ title, summary, outcome }) =>
      `| ${plainText(title)} | ${plainText(summary)} | ${outcomeWords[outcome]} |`,
  );
  return ["| Check | Measured | Result |", "|---|---|---|", ...rows].join("\n");
}

function notRun(checks: readonly ValidationCheck[]): string {
  const names = checks.filter(({ outcome }) => outcome === "not_run").map(({ title }) => title);
  if (names.length === 0) return "";
  const within = names.map((name) => plainText(name.charAt(0).toLowerCase() + name.slice(1)));
  return `Not run, and so not known: ${within.join(", ")}.`;
}

function answers({ url, approvalOnForge, signedApprovals }: ReviewFacts): string {
  return [
    `- Approve: [in Etna](${url})${approving(approvalOnForge, signedApprovals)} Etna signs what was approved.`,
    "- Say no for good: comment `/etna reject REASON`. It is not proposed again.",
    "- Later: comment `/etna snooze 30d`. Anew: `/etna retry`.",
  ].join("\n");
}

function approving(approvalOnForge: boolean, signedApprovals: boolean): string {
  if (signedApprovals) {
    return ", with a passkey. An approval here does not count, because no passkey signs it.";
  }
  return approvalOnForge
    ? ", by an approving review here, or with a comment `/etna approve`."
    : ".";
}
