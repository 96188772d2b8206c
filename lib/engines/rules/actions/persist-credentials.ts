import { isScalar } from "yaml";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { appendEntry, columnOf, endOfLine } from "../yaml/edits.ts";
import { keyRange, mapAt, pairNamed, textAt } from "../yaml/nodes.ts";
import { persistCredentialsExamples } from "./persist-credentials.examples.ts";
import { onlyReads, tokenOf } from "./token.ts";
import { isOf, isWorkflowPath, type Job, type Step, workflowOf } from "./workflow.ts";

export const persistCredentials: Rule = {
  id: "actions/persist-credentials",
  title: "Checkout that leaves its token to other people's code",
  fixTitle: "Do not keep the token after the checkout",
  cwe: "CWE-522",
  severity: "low",
  fixClass: "B",
  languages: ["yaml"],
  why:
    "`actions/checkout` leaves the job's token on the machine for later git commands. In a job whose " +
    "token may write, the install script of any package, or whoever downloads an artifact of the " +
    "whole folder, can take it from there. The fix keeps no token, where no later step needs one.",
  notSeen:
    "Jobs whose token is limited to reading, and code that runs without being installed by a package " +
    "manager. A fix is left out where a later step pushes, fetches, publishes, or is an action that " +
    "is not known.",
  appliesTo: isWorkflowPath,
  hint: /\bactions\/checkout@/i,
  detect,
  fix,
  examples: persistCredentialsExamples,
};

interface Left {
  readonly step: Step;
  readonly steps: readonly Step[];
  readonly by: string;
}

function detect(file: SourceFile): readonly Detection[] {
  return leftTokens(file).flatMap(({ step, by }) => {
    const { uses, symbol } = step;
    if (uses === null) return [];
    return {
      start: uses.start,
      end: uses.end,
      code: "actions/checkout",
      symbol,
      message:
        `\`${uses.value}\` leaves the job's token behind, and nothing limits that token to reading; ` +
        `${by} can take it.`,
    };
  });
}

function leftTokens(file: SourceFile): readonly Left[] {
  const workflow = workflowOf(file);
  return (workflow?.jobs ?? []).flatMap((job) =>
    workflow === null || tokenOf(workflow, job) === "read" ? [] : leftIn(job),
  );
}

function leftIn({ steps }: Job): readonly Left[] {
  // One look from the end says for each step who comes after it.
  let by: string | null = null;
  const found: Left[] = [];
  for (let at = steps.length - 1; at >= 0; at--) {
    const step = steps[at];
    if (step === undefined) continue;
    if (isOf(step, "actions/checkout") && by !== null && keepsToken(step)) {
      found.push({ step, steps, by });
    }
    by = takerOf(step) ?? by;
  }
  return found.reverse();
}

/** A token of one's own, or a key, was given so that later steps use it. */
function keepsToken({ map }: Step): boolean {
  const settings = mapAt(map, "with");
  if (settings === null) return pairNamed(map, "with") === undefined;
  return !["persist-credentials", "token", "ssh-key"].some(
    (name) => pairNamed(settings, name) !== undefined,
  );
}

const installs =
  /(?:^|[\s;&|(])(?:npm\s+(?:ci|install|i)|yarn(?:\s+install)?|pnpm\s+(?:install|i)|bun\s+install|(?:python3?\s+-m\s+)?pip3?\s+install|poetry\s+install|bundle\s+install|composer\s+install)(?=\s|$)/;

function takerOf(step: Step): string | null {
  const lines = (step.run?.value ?? "").split("\n");
  const line = lines.find((each) => !each.includes("--ignore-scripts") && installs.test(each));
  const command = line === undefined ? null : installs.exec(line)?.[0];
  if (command) return `what \`${command.replace(/\s+/g, " ").replace(/^[;&|( ]+/, "")}\` brings`;
  if (!isOf(step, "actions/upload-artifact")) return null;
  const settings = mapAt(step.map, "with");
  const path = settings === null ? null : textAt(settings, "path");
  const hidden = settings === null ? undefined : pairNamed(settings, "include-hidden-files");
  const whole = /^(?:\.\/?|\*\*?(?:\/\*)?|\$\{\{\s*github\.workspace\s*\}\}\/?)$/;
  const withGit = isScalar(hidden?.value) && hidden.value.value === true;
  return withGit && path !== null && whole.test(path.value.trim())
    ? "whoever downloads the artifact"
    : null;
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const left = leftTokens(file).find(({ step }) => step.uses?.start === detection.start);
  if (left === undefined || left.step.map.flow) return null;
  const later = left.steps.slice(left.steps.indexOf(left.step) + 1);
  if (!later.every(onlyReads)) return null;
  const edit = keepNothing(file, left.step);
  return edit === null ? null : [edit];
}

function keepNothing(file: SourceFile, { map, uses }: Step): TextEdit | null {
  const line = "persist-credentials: false";
  // The first version has no such setting.
  if (uses === null || /^v?1(?:\.|$)/.test(uses.ref)) return null;
  const pair = pairNamed(map, "uses");
  const key = pair === undefined ? null : keyRange(pair);
  const settings = mapAt(map, "with");
  if (settings !== null) return appendEntry(file, settings, line);
  if (key === null) return null;
  const indent = " ".repeat(columnOf(file.text, key.start));
  const at = endOfLine(file.text, uses.end);
  const { eol } = file;
  return { start: at, end: at, text: `${eol}${indent}with:${eol}${indent}  ${line}` };
}
