import { isMap } from "yaml";
import type { Detection, Rule } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { mapAt, textAt } from "../yaml/nodes.ts";
import { pullRequestTargetCheckoutExamples } from "./pull-request-target-checkout.examples.ts";
import { tokenOf } from "./token.ts";
import {
  isOf,
  isWorkflowPath,
  type Job,
  type Step,
  type Workflow,
  workflowOf,
} from "./workflow.ts";

export const pullRequestTargetCheckout: Rule = {
  id: "actions/pull-request-target-checkout",
  title: "A stranger's pull request built with the repository's secrets",
  fixTitle: "Build pull requests without the repository's secrets",
  cwe: "CWE-829",
  severity: "critical",
  fixClass: "C",
  languages: ["yaml"],
  why:
    "`pull_request_target` and `workflow_run` run with the secrets and the token of the repository " +
    "itself. A job that checks out the pull request there and then builds, installs or tests it runs " +
    "the code of whoever opened it, with those rights. Build it under `pull_request`, and hand results on as artifacts.",
  notSeen:
    "Code that is fetched in another way, and what a called script runs. Jobs with a condition on who " +
    "the pull request is from or on a label, with an `environment:` that somebody must approve, or " +
    "with neither secrets nor a token that writes are left alone.",
  appliesTo: isWorkflowPath,
  hint: /\b(?:pull_request_target|workflow_run)\b/,
  detect,
  examples: pullRequestTargetCheckoutExamples,
};

const strangersCode =
  /github\.event\.pull_request\.(?:head\.(?:sha|ref|repo\.)|number|merge_commit_sha)|github\.event\.number|github\.head_ref|refs\/pull\/|github\.event\.workflow_run\.head_(?:sha|branch|repository)/;

const guard =
  /head\.repo\.(?:full_name|fork|owner)|head_repository|author_association|\.labels?\b|github\.actor|\.user\.login|sender\.|permission|workflow_run\.event\s*==\s*'(?:push|schedule|release)'|workflow_run\.head_branch\s*==/;

const runsCode =
  /(?:^|[\s;&|("'])(?:npm|npx|yarn|pnpm|bun|node|deno|pip3?|poetry|uv|tox|nox|pytest|python3?|make|cmake|go|cargo|mvn|mvnw|gradle|gradlew|bundle|rake|ruby|composer|php|dotnet|docker|bazel|sbt|mix|\.{1,2}\/[\w./-]+|bash\s+\S+|sh\s+\S+)(?=\s|$)/m;

function detect(file: SourceFile): readonly Detection[] {
  const workflow = workflowOf(file);
  if (workflow === null) return [];
  const trigger = ["pull_request_target", "workflow_run"].find((name) =>
    workflow.triggers.has(name),
  );
  if (trigger === undefined) return [];
  return workflow.jobs
    .filter((job) => !isGuarded(job) && hasRights(workflow, job, file))
    .flatMap((job) => builtIn(job, trigger));
}

function isGuarded({ map, steps }: Job): boolean {
  const condition = String(map.get("if") ?? "");
  if (map.has("environment") || guard.test(condition)) return true;
  // A step ahead may look at who asks, and end the job.
  return steps.some(({ map: step }) => guard.test(String(step.get("if") ?? "")));
}

function hasRights(workflow: Workflow, job: Job, file: SourceFile): boolean {
  return tokenOf(workflow, job) !== "read" || /\bsecrets\.(?!GITHUB_TOKEN\b)\w/i.test(file.text);
}

function builtIn({ steps }: Job, trigger: string): readonly Detection[] {
  const at = steps.findIndex(bringsStrangersCode);
  const checkout = steps[at];
  if (checkout === undefined) return [];
  const settings = mapAt(checkout.map, "with");
  const folder = settings === null ? null : textAt(settings, "path");
  const runner = steps.slice(at + 1).find((step) => runsIt(step, folder?.value ?? null));
  const place = checkout.uses ?? checkout.run;
  if (runner === undefined || place === null) return [];
  const what = runner.uses?.value ?? runsCode.exec(runner.run?.value ?? "")?.[0].trim() ?? "a step";
  return [
    {
      start: place.start,
      end: place.end,
      code: `checkout of the head, ${what}`,
      symbol: checkout.symbol,
      message:
        `Under \`${trigger}\` this checks out the code of the pull request, and \`${what}\` then runs ` +
        "it: whoever opens one has the token and the secrets of this repository.",
    },
  ];
}

function bringsStrangersCode(step: Step): boolean {
  if (step.run !== null) return /\bgh\s+pr\s+checkout\b/.test(step.run.value);
  const settings = step.map.get("with");
  if (!isOf(step, "actions/checkout") || !isMap(settings)) return false;
  return ["ref", "repository"].some((name) => strangersCode.test(String(settings.get(name) ?? "")));
}

/** In a folder of its own the code only runs where a step goes there. */
function runsIt({ map, run, uses }: Step, folder: string | null): boolean {
  if (folder !== null && folder !== "." && !JSON.stringify(map).includes(folder)) return false;
  if (uses !== null) return uses.value.startsWith("./");
  return run !== null && runsCode.test(run.value);
}
