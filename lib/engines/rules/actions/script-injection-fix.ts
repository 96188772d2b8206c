import { isMap, isScalar } from "yaml";
import type { TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { keyOf } from "../yaml/nodes.ts";
import { environmentEdit } from "./environment-edit.ts";
import { isUntrustedPath, valuePaths, variableName } from "./expression.ts";
import { type ShellPlace, shellPlace } from "./shell-place.ts";
import { expressions, type RunStep } from "./steps.ts";

/** One `${{ … }}` of a script that brings a stranger's text, or a secret. */
export interface Insertion {
  readonly start: number;
  readonly end: number;
  readonly expression: string;
  /** The context, or `env.NAME` where the environment already carries it. */
  readonly path: string;
}

/** Those of a script whose value has a part that is wanted: by default a stranger's text. */
export function insertions(
  file: SourceFile,
  step: RunStep,
  isWanted = (path: string) => isUntrustedPath(path) || step.taintedEnv.has(envName(path) ?? ""),
): Insertion[] {
  const raw = file.text.slice(step.start, step.end);
  return [...raw.matchAll(expressions)].flatMap((match) => {
    const expression = (match[1] ?? "").trim();
    const path = valuePaths(expression).find(isWanted);
    const start = step.start + match.index;
    return path === undefined ? [] : [{ start, end: start + match[0].length, expression, path }];
  });
}

function envName(path: string): string | null {
  return /^env\.(\w+)$/.exec(path)?.[1] ?? null;
}

/** Hands every insertion of the step over by an environment variable, or null where one cannot. */
export function throughEnvironment(
  file: SourceFile,
  step: RunStep,
  found: readonly Insertion[],
): readonly TextEdit[] | null {
  if (step.shell === null || found.some((each) => isBeyondVariables(file, step, each))) return null;
  const added = new Map<string, string>();
  const edits: TextEdit[] = [];
  for (const insertion of found) {
    const name = nameFor(file, step, insertion, added);
    const edit = name === null ? null : reference(file, step, insertion, name);
    if (edit === null) return null;
    edits.push(edit);
  }
  if (added.size === 0) return edits;
  const env = environmentEdit(file, step, [...added]);
  return env === null ? null : [env, ...edits];
}

/**
 * A whole event may be longer than a variable can be, and lines of a text that go on to the files
 * GITHUB_ENV or GITHUB_PATH would still set variables of their own.
 */
function isBeyondVariables(file: SourceFile, step: RunStep, { path }: Insertion): boolean {
  const script = file.text.slice(step.start, step.end);
  const hasLines = /\.(?:body|message|description)$/i.test(path) || envName(path) !== null;
  return /^github(?:\.event)?$/i.test(path) || (hasLines && /GITHUB_(?:ENV|PATH)\b/.test(script));
}

/** The variable that carries an expression: one the step has, or a new one with an unused name. */
function nameFor(
  file: SourceFile,
  step: RunStep,
  { expression, path }: Insertion,
  added: Map<string, string>,
): string | null {
  const known = added.get(expression) ?? envName(expression) ?? sameValue(step, expression);
  if (known !== null) return known;
  if (envName(path) !== null || /: |\s#|[\n"\\]/.test(expression)) return null;
  const base = variableName(path);
  const script = file.text.slice(step.start, step.end).replace(expressions, "");
  const name = [base, `EVENT_${base}`, `${base}_TEXT`].find(
    (each) =>
      !step.knownEnv.has(each) &&
      ![...added.values()].includes(each) &&
      !new RegExp(`\\b${each}\\b`).test(script),
  );
  if (name !== undefined) added.set(expression, name);
  return name ?? null;
}

function sameValue(step: RunStep, expression: string): string | null {
  const env = step.step.get("env");
  const found = (isMap(env) ? env.items : []).find((item) => {
    const value = isScalar(item.value) ? String(item.value.value).trim() : "";
    return /^\$\{\{(.*)\}\}$/s.exec(value)?.[1]?.trim() === expression;
  });
  return found === undefined ? null : keyOf(found);
}

/** Writes the variable where the expression stands, in the script's shell and in YAML's quotes. */
function reference(
  file: SourceFile,
  step: RunStep,
  { start, end }: Insertion,
  name: string,
): TextEdit | null {
  const script = scriptText(file, step);
  if (script === null || (step.run.type === "PLAIN" && start === step.start)) return null;
  const place = shellPlace(script.text, start - script.base, end - script.base);
  if (place === null) return null;
  const before = file.text[start - 1] ?? "";
  const wordFollows = /^[\w:[]/.test(file.text.slice(end, end + 1));
  const text =
    step.shell === "powershell"
      ? powershell(place, name, before, wordFollows)
      : posix(place, name, wordFollows);
  if (text === null) return null;
  const escaped = step.run.type === "QUOTE_DOUBLE" ? text.replaceAll('"', '\\"') : text;
  // The quotes that would be left empty go: '…' around the value becomes "…".
  const opens = place.startsWith("single") && before === "'";
  const closes = place.startsWith("single") && file.text[end] === "'";
  return {
    start: opens ? start - 1 : start,
    end: closes ? end + 1 : end,
    text: `${place === "single" && !opens ? "'" : ""}${escaped}${place === "single" && !closes ? "'" : ""}`,
  };
}

/** The script as the shell sees it, offsets kept, and where in the file it begins. */
function scriptText(file: SourceFile, step: RunStep): { text: string; base: number } | null {
  const raw = file.text.slice(step.start, step.end);
  switch (step.run.type) {
    case "PLAIN":
      return { text: raw, base: step.start };
    case "QUOTE_SINGLE":
      return raw.slice(1, -1).includes("'") ? null : { text: raw.slice(1), base: step.start + 1 };
    case "QUOTE_DOUBLE": {
      const text = raw.slice(1).replaceAll('\\"', ' "').replaceAll("\\n", " \n");
      return { text, base: step.start + 1 };
    }
    default: {
      const header = raw.indexOf("\n") + 1;
      return { text: raw.slice(header), base: step.start + header };
    }
  }
}

function posix(place: ShellPlace, name: string, wordFollows: boolean): string {
  if (place === "bare" || place.startsWith("single")) return `"$${name}"`;
  return wordFollows ? `\${${name}}` : `$${name}`;
}

function powershell(
  place: ShellPlace,
  name: string,
  before: string,
  wordFollows: boolean,
): string | null {
  if (place === "single-whole") return `$env:${name}`;
  if (place === "bare") return /\s/.test(before) && !wordFollows ? `$env:${name}` : null;
  if (place === "single") return null;
  return wordFollows ? `\${env:${name}}` : `$env:${name}`;
}
