import { isMap, isSeq, type YAMLMap } from "yaml";
import type { SourceFile } from "../source-file.ts";
import { keyOf, keyRange, pairNamed, type YamlText } from "../yaml/nodes.ts";
import { isUntrustedPath, valuePaths } from "./expression.ts";
import { type Step, workflowOf } from "./workflow.ts";

/** One `run:` step of a workflow or of a composite action, with its place in the text. */
export interface RunStep {
  readonly step: YAMLMap;
  readonly keyStart: number;
  readonly run: YamlText;
  /** Range of the script's text, quotes and block header included. */
  readonly start: number;
  readonly end: number;
  readonly symbol: string;
  /** Names set by `env:` of the step, its job or the workflow that hold a stranger's text. */
  readonly taintedEnv: ReadonlySet<string>;
  readonly knownEnv: ReadonlySet<string>;
  readonly shell: "posix" | "powershell" | null;
}

/** Broken YAML has none. */
export function runSteps(file: SourceFile): readonly RunStep[] {
  const workflow = workflowOf(file);
  if (workflow === null) return [];
  const { root, runs, jobs } = workflow;
  return [
    ...runs.flatMap((step) => runStep(step, [root], null)),
    ...jobs.flatMap(({ map, steps }) => {
      const shell = defaultShell(map) ?? defaultShell(root) ?? runnerShell(map);
      return steps.flatMap((step) => runStep(step, [root, map], shell));
    }),
  ];
}

function runStep(
  { map, run, symbol }: Step,
  outer: readonly YAMLMap[],
  shell: string | null,
): readonly RunStep[] {
  const pair = pairNamed(map, "run");
  const key = pair === undefined ? null : keyRange(pair);
  if (key === null || run === null) return [];
  const { tainted, names } = environmentOf([...outer, map]);
  return [
    {
      step: map,
      keyStart: key.start,
      run,
      start: run.start,
      end: run.end,
      symbol,
      taintedEnv: tainted,
      knownEnv: names,
      shell: shellFamily(map.get("shell") ?? shell),
    },
  ];
}

/** The names that `env:` sets in any of these, and those of them that hold a stranger's text. */
export function environmentOf(holders: readonly YAMLMap[]): {
  readonly tainted: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
} {
  const maps = holders.map((map) => map.get("env")).filter(isMap);
  const pairs = maps.flatMap((map) => map.items);
  const tainted = pairs.filter((item) => isTainted(String(item.value)));
  return { tainted: new Set(tainted.map(keyOf)), names: new Set(pairs.map(keyOf)) };
}

/** `${{ … }}`; another opening inside ends the search, which keeps it linear. */
export const expressions = /\$\{\{((?:[^}$]|\}(?!\})|\$(?!\{\{))*)\}\}/g;

export function isTainted(value: string): boolean {
  return [...value.matchAll(expressions)].some(([, expression]) =>
    valuePaths(expression ?? "").some(isUntrustedPath),
  );
}

function defaultShell(holder: YAMLMap): string | null {
  const shell = holder.getIn(["defaults", "run", "shell"]);
  return typeof shell === "string" ? shell : null;
}

/** The runner's default, where the labels leave no doubt about the system. */
function runnerShell(job: YAMLMap): string | null {
  if (job.has("container")) return "sh";
  const runsOn = job.get("runs-on");
  const plain = isSeq(runsOn) ? runsOn.items.map(String).join(" ") : String(runsOn);
  const strategy = plain.includes("matrix.") ? String(job.get("strategy")) : "";
  const labels = plain.includes("${{") && strategy === "" ? "" : `${plain} ${strategy}`;
  const windows = /windows/i.test(labels);
  const unix = /ubuntu|macos|linux/i.test(labels);
  if (windows === unix) return null;
  return windows ? "pwsh" : "bash";
}

function shellFamily(shell: unknown): "posix" | "powershell" | null {
  if (typeof shell !== "string") return null;
  if (/^(?:ba|da|z)?sh\b/.test(shell)) return "posix";
  return /^(?:pwsh|powershell)\b/.test(shell) ? "powershell" : null;
}
