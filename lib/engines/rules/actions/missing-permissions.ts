import { isScalar } from "yaml";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { columnOf, lineStart } from "../yaml/edits.ts";
import { keyRange, pairNamed } from "../yaml/nodes.ts";
import { missingPermissionsExamples } from "./missing-permissions.examples.ts";
import { onlyReads, tokenOf } from "./token.ts";
import { isWorkflowPath, type Job, type Workflow, workflowOf } from "./workflow.ts";

export const missingPermissions: Rule = {
  id: "actions/missing-permissions",
  title: "Workflow that does not limit its token",
  fixTitle: "Let the workflow's token read alone",
  cwe: "CWE-250",
  severity: "medium",
  fixClass: "B",
  languages: ["yaml"],
  why:
    "Without `permissions:` a job's token may do what the repository's settings allow, which in many " +
    "is to write code, packages and releases; an action or a package gone bad then can, too. The fix " +
    "lets the token read the code and nothing else, where every step is known to need no more.",
  notSeen:
    "What the settings of the repository or the organization allow, and whether permissions that are " +
    "set are wider than they need be. A workflow that others call is limited by its caller. A fix is " +
    "left out where a step uses the token, publishes, pushes, or is an action that is not known.",
  appliesTo: isWorkflowPath,
  hint: /^["']?jobs["']?\s*:/m,
  detect,
  fix,
  examples: missingPermissionsExamples,
};

function unlimitedJobs(workflow: Workflow): readonly Job[] {
  const { triggers, jobs, kind } = workflow;
  const onlyCalled = triggers.size === 1 && triggers.has("workflow_call");
  if (kind !== "workflow" || triggers.size === 0 || onlyCalled) return [];
  return jobs.filter((job) => tokenOf(workflow, job) === "unset");
}

function detect(file: SourceFile): readonly Detection[] {
  const workflow = workflowOf(file);
  const unlimited = workflow === null ? [] : unlimitedJobs(workflow);
  const jobs = workflow === null ? undefined : pairNamed(workflow.root, "jobs");
  const key = jobs === undefined ? null : keyRange(jobs);
  if (unlimited.length === 0 || key === null) return [];
  const names = unlimited.slice(0, 3).map(({ name }) => `\`${name}\``);
  const listed = unlimited.length > 3 ? `${names.join(", ")} and others` : names.join(", ");
  return [
    {
      ...key,
      code: "permissions",
      symbol: "",
      message:
        `Nothing limits the token of ${listed}: it may write to the repository where the settings ` +
        "allow that, and so may all code that these jobs run.",
    },
  ];
}

function fix(file: SourceFile): readonly TextEdit[] | null {
  const workflow = workflowOf(file);
  if (workflow === null || workflow.root.flow) return null;
  const reads = unlimitedJobs(workflow).every(
    ({ uses, steps, map }) =>
      uses === null &&
      steps.length > 0 &&
      steps.every(onlyReads) &&
      !/github\.token|GITHUB_TOKEN|GH_TOKEN/i.test(String(map)),
  );
  const rootEnv = String(pairNamed(workflow.root, "env")?.value ?? "");
  if (!reads || /github\.token|GITHUB_TOKEN|GH_TOKEN/i.test(rootEnv)) return null;
  return insertion(file, workflow);
}

/** Above `jobs:` and the comments that belong to it, set off as the other parts of the file are. */
function insertion(file: SourceFile, { root }: Workflow): readonly TextEdit[] | null {
  const jobs = pairNamed(root, "jobs");
  const key = jobs === undefined ? null : keyRange(jobs);
  const on = pairNamed(root, "on");
  const onKey = on === undefined ? null : keyRange(on);
  if (key === null || onKey === null || onKey.start > key.start) return null;
  if (columnOf(file.text, key.start) !== 0 || isScalar(jobs?.value)) return null;
  let at = key.start;
  while (at > 0 && file.text.startsWith("#", lineStart(file.text, at - 1))) {
    at = lineStart(file.text, at - 1);
  }
  const setOff = /(?:^|\n)[ \t]*\r?\n$/.test(file.text.slice(0, at)) ? file.eol : "";
  const step = indentBelow(file, jobs?.value);
  const text = `permissions:${file.eol}${step}contents: read${file.eol}${setOff}`;
  return [{ start: at, end: at, text }];
}

function indentBelow(file: SourceFile, value: unknown): string {
  const range = (value as { range?: readonly number[] | null } | undefined)?.range;
  const column = range ? columnOf(file.text, range[0] ?? 0) : 2;
  return " ".repeat(column > 0 && column <= 8 ? column : 2);
}
