import { isMap, isSeq, type YAMLMap } from "yaml";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import {
  keyOf,
  mapAt,
  pairNamed,
  textAt,
  textOf,
  type YamlPair,
  type YamlText,
} from "../yaml/nodes.ts";

/** A workflow of GitHub Actions, or an action made of steps (`runs:`). */
export interface Workflow {
  readonly root: YAMLMap;
  readonly kind: "workflow" | "action";
  /** What starts it, such as `push` and `pull_request_target`. */
  readonly triggers: ReadonlySet<string>;
  readonly jobs: readonly Job[];
  /** Of an action alone: its `runs:`. */
  readonly runs: readonly Step[];
}

export interface Job {
  readonly name: string;
  readonly pair: YamlPair;
  readonly map: YAMLMap;
  readonly steps: readonly Step[];
  /** Of a job that is another workflow: which. */
  readonly uses: Use | null;
}

export interface Step {
  readonly map: YAMLMap;
  /** `jobs.NAME` and the step's own name or id. */
  readonly symbol: string;
  readonly uses: Use | null;
  readonly run: YamlText | null;
}

export interface Use extends YamlText {
  /** What stands before the "@", such as `actions/cache/save`. */
  readonly action: string;
  /** "" where none is named. */
  readonly ref: string;
}

/** What stands among tests and examples runs nowhere. */
const isShown = (path: string): boolean => isTestPath(path) || /(?:^|\/)examples?\//.test(path);

export const isWorkflowPath = (path: string): boolean =>
  /^(?:.*\/)?\.github\/workflows\/[^/]+\.ya?ml$/.test(path) && !isShown(path);

export const isActionsPath = (path: string): boolean =>
  isWorkflowPath(path) || (/(?:^|\/)action\.ya?ml$/.test(path) && !isShown(path));

const known = new WeakMap<SourceFile, Workflow | null>();

/** Finds the steps by structure, never by indentation. Null for broken YAML. */
export function workflowOf(file: SourceFile): Workflow | null {
  const seen = known.get(file);
  if (seen !== undefined) return seen;
  const root = file.yaml()?.contents;
  const read = isMap(root) ? readWorkflow(root as YAMLMap) : null;
  known.set(file, read);
  return read;
}

function readWorkflow(root: YAMLMap): Workflow {
  const runs = mapAt(root, "runs");
  const jobs = (mapAt(root, "jobs")?.items ?? []).flatMap((pair) => {
    if (!isMap(pair.value)) return [];
    const [name, map] = [keyOf(pair), pair.value];
    const uses = readUse(textAt(map, "uses"));
    return [{ name, pair, map, uses, steps: stepsOf(map, `jobs.${name}`) }];
  });
  return {
    root,
    kind: runs === null ? "workflow" : "action",
    triggers: new Set(triggersOf(root)),
    jobs,
    runs: runs === null ? [] : stepsOf(runs, "runs"),
  };
}

function triggersOf(root: YAMLMap): readonly string[] {
  // YAML 1.1 has `on` for true; this parser's 1.2 does not.
  const on = pairNamed(root, "on")?.value;
  if (isMap(on)) return on.items.map(keyOf);
  return (isSeq(on) ? on.items : [on]).flatMap((item) => textOf(item)?.value ?? []);
}

function stepsOf(holder: YAMLMap, name: string): readonly Step[] {
  const steps = pairNamed(holder, "steps")?.value;
  return (isSeq(steps) ? steps.items : []).flatMap((map) => {
    if (!isMap(map)) return [];
    const title = textAt(map, "name") ?? textAt(map, "id");
    return {
      map,
      symbol: title === null ? name : `${name}.${title.value}`,
      uses: readUse(textAt(map, "uses")),
      run: textAt(map, "run"),
    };
  });
}

function readUse(text: YamlText | null): Use | null {
  if (text === null) return null;
  const at = text.value.lastIndexOf("@");
  const [action, ref] =
    at < 0 ? [text.value, ""] : [text.value.slice(0, at), text.value.slice(at + 1)];
  return { ...text, action, ref };
}

/** All steps of all jobs, or those of an action. */
export function allSteps(workflow: Workflow): readonly Step[] {
  return [...workflow.runs, ...workflow.jobs.flatMap((job) => job.steps)];
}

/** True where the step uses this action of GitHub's, whatever its version: `actions/checkout`. */
export function isOf(step: Step, action: string): boolean {
  return step.uses?.action.toLowerCase() === action;
}
