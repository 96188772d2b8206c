import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { endOf, findKinds, parseText, startOf } from "../syntax.ts";
import { keyRange, mapAt, pairNamed, textAt, type YamlText } from "../yaml/nodes.ts";
import { environmentEdit } from "./environment-edit.ts";
import { isUntrustedPath, valuePaths, variableName } from "./expression.ts";
import { githubScriptExamples } from "./github-script.examples.ts";
import { expressions } from "./steps.ts";
import { allSteps, isActionsPath, isOf, type Step, workflowOf } from "./workflow.ts";

export const githubScript: Rule = {
  id: "actions/github-script",
  title: "A stranger's text pasted into JavaScript",
  fixTitle: "Pass the text to the script as data",
  cwe: "CWE-94",
  severity: "high",
  fixClass: "B",
  languages: ["yaml"],
  why:
    "`actions/github-script` gets its JavaScript after the expressions in it were replaced: a title " +
    "with a quote in it ends the string and goes on as code, with the job's token. The fix hands the " +
    "text over in an environment variable, where the script reads it as `process.env.NAME`.",
  notSeen:
    "Values that pass through the outputs of other steps. A fix is left out where the text is only a " +
    "part of a quoted string or is code itself.",
  appliesTo: isActionsPath,
  hint: /actions\/github-script@/i,
  detect,
  fix,
  examples: githubScriptExamples,
};

/** Each is looked for among the strings of its script. */
const maxPasted = 100;

interface Pasted {
  readonly start: number;
  readonly end: number;
  readonly expression: string;
  readonly path: string;
  /** The string or template around it, or null where it stands as code. */
  readonly literal: Literal | null;
}

interface Literal {
  readonly start: number;
  readonly end: number;
  readonly template: boolean;
}

interface Script {
  readonly step: Step;
  readonly text: YamlText;
  readonly pasted: readonly Pasted[];
}

function scriptsOf(file: SourceFile): readonly Script[] {
  const workflow = workflowOf(file);
  return (workflow === null ? [] : allSteps(workflow)).flatMap((step) => {
    const settings = isOf(step, "actions/github-script") ? mapAt(step.map, "with") : null;
    const text = settings === null ? null : textAt(settings, "script");
    if (text === null) return [];
    const raw = file.text.slice(text.start, text.end);
    const found = [...raw.matchAll(expressions)].slice(0, maxPasted).flatMap((match) => {
      const expression = (match[1] ?? "").trim();
      const path = valuePaths(expression).find(isUntrustedPath);
      return path === undefined ? [] : [{ match, expression, path }];
    });
    if (found.length === 0) return [];
    const literals = text.type === "BLOCK_LITERAL" ? literalsIn(raw, text.start) : [];
    const pasted = found.map(({ match, expression, path }) => {
      const start = text.start + match.index;
      const end = start + match[0].length;
      const literal = literals.findLast((each) => each.start < start && end < each.end) ?? null;
      return { start, end, expression, path, literal };
    });
    // JSON is a value of JavaScript, and no quote in it ends anything.
    const open = pasted.filter(
      ({ literal, expression }) => literal || !/^toJSON\(/i.test(expression),
    );
    return open.length === 0 ? [] : [{ step, text, pasted: open }];
  });
}

/** The strings of a script, each expression in it made a name of the same length. */
function literalsIn(raw: string, base: number): readonly Literal[] {
  const header = raw.indexOf("\n") + 1;
  const code = raw.replace(expressions, (whole) => "_".repeat(whole.length)).slice(header);
  const root = parseText("javascript", code);
  const nodes = root === null ? [] : findKinds(root, "string", "template_string");
  return nodes
    .map((node: SgNode) => ({
      start: base + header + startOf(node),
      end: base + header + endOf(node),
      template: node.is("template_string"),
    }))
    .sort((a, b) => a.start - b.start);
}

function detect(file: SourceFile): readonly Detection[] {
  return scriptsOf(file).flatMap(({ step, pasted }) => {
    const [first] = pasted;
    if (first === undefined) return [];
    const paths = [...new Set(pasted.map(({ path }) => path))];
    return {
      start: first.start,
      end: first.end,
      code: paths.join(" "),
      symbol: step.symbol,
      message:
        `The text of ${paths.map((path) => `\`${path}\``).join(", ")} is pasted into this script: ` +
        "whoever writes it can run JavaScript with the job's token.",
    };
  });
}

function fix(file: SourceFile, { start }: Detection): readonly TextEdit[] | null {
  const script = scriptsOf(file).find(({ pasted }) => pasted[0]?.start === start);
  const holder = script === undefined ? undefined : pairNamed(script.step.map, "with");
  const key = holder === undefined ? null : keyRange(holder);
  if (script === undefined || key === null) return null;
  const names = new Map<string, string>();
  const edits: TextEdit[] = [];
  for (const pasted of script.pasted) {
    const name = names.get(pasted.expression) ?? freeName(file, pasted, [...names.values()]);
    const edit = name === null ? null : asVariable(pasted, name);
    if (name === null || edit === null) return null;
    names.set(pasted.expression, name);
    edits.push(edit);
  }
  const env = environmentEdit(file, { step: script.step.map, keyStart: key.start }, [...names]);
  return env === null ? null : [env, ...edits];
}

function freeName(file: SourceFile, pasted: Pasted, taken: readonly string[]): string | null {
  const { expression, path } = pasted;
  // A whole event may be longer than a variable can be.
  if (/: |\s#|[\n"\\]/.test(expression) || /^github(?:\.event)?$/i.test(path)) return null;
  const base = variableName(path);
  const free = [base, `EVENT_${base}`, `${base}_TEXT`].find(
    (name) => !taken.includes(name) && !new RegExp(`\\b${name}\\b`).test(file.text),
  );
  return free ?? null;
}

/** All of a string becomes the variable; in a template it stands where the text stood. */
function asVariable({ start, end, literal }: Pasted, name: string): TextEdit | null {
  if (literal === null) return null;
  const whole = literal.start === start - 1 && literal.end === end + 1;
  if (whole) return { start: start - 1, end: end + 1, text: `process.env.${name}` };
  return literal.template ? { start, end, text: `\${process.env.${name}}` } : null;
}
