import {
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLMap,
} from "yaml";
import { isUntrustedPath, valuePaths } from "./expression.ts";

/** One `run:` step of a workflow or of a composite action, with its place in the text. */
export interface RunStep {
  readonly step: YAMLMap;
  readonly keyStart: number;
  readonly run: Scalar<string>;
  /** Range of the script's text, quotes and block header included. */
  readonly start: number;
  readonly end: number;
  readonly symbol: string;
  /** Names set by `env:` of the step, its job or the workflow that hold a stranger's text. */
  readonly taintedEnv: ReadonlySet<string>;
  readonly knownEnv: ReadonlySet<string>;
  readonly shell: "posix" | "powershell" | null;
}

/** Finds the steps by structure, never by indentation. Broken YAML has none. */
export function runSteps(text: string): readonly RunStep[] {
  const document = parseDocument(text, { keepSourceTokens: true, logLevel: "silent" });
  if (document.errors.length > 0 || !isMap(document.contents)) return [];
  const root = document.contents;
  const out: RunStep[] = [];
  const runs = root.get("runs");
  if (isMap(runs)) out.push(...stepsOf(runs, "runs", [root], null));
  const jobs = root.get("jobs");
  for (const pair of isMap(jobs) ? jobs.items : []) {
    if (!isMap(pair.value)) continue;
    const job = pair.value;
    const shell = defaultShell(job) ?? defaultShell(root) ?? runnerShell(job);
    out.push(...stepsOf(job, `jobs.${String(pair.key)}`, [root, job], shell));
  }
  return out;
}

function stepsOf(
  holder: YAMLMap,
  name: string,
  outer: readonly YAMLMap[],
  shell: string | null,
): RunStep[] {
  const steps = holder.get("steps");
  return (isSeq(steps) ? steps.items : []).flatMap((step) => {
    if (!isMap(step)) return [];
    const pair = step.items.find((item) => keyOf(item) === "run");
    const key = isScalar(pair?.key) ? pair.key.range : null;
    const run = pair?.value;
    if (!key || !isScalar(run) || typeof run.value !== "string" || !run.range) return [];
    const env = [...outer, step].map((map) => map.get("env")).filter(isMap);
    const pairs = env.flatMap((map) => map.items);
    const tainted = pairs.filter((item) => isTainted(String(item.value)));
    const title = step.get("name") ?? step.get("id");
    return {
      step,
      keyStart: key[0],
      run: run as Scalar<string>,
      start: run.range[0],
      end: run.range[1],
      symbol: typeof title === "string" ? `${name}.${title}` : name,
      taintedEnv: new Set(tainted.map(keyOf)),
      knownEnv: new Set(pairs.map(keyOf)),
      shell: shellFamily(step.get("shell") ?? shell),
    };
  });
}

export function keyOf(pair: Pair<unknown, unknown>): string {
  return isScalar(pair.key) ? String(pair.key.value) : "";
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

export function pairNamed(map: YAMLMap, name: string): Pair<unknown, unknown> | undefined {
  return map.items.find((item) => isPair(item) && keyOf(item) === name);
}
