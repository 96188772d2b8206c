import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { callsOf, findKinds, kindOf, parts, replaceNode, startOf } from "../syntax.ts";
import { commandParts } from "./command-words.ts";
import { unwrapped } from "./constants.ts";
import { evalExamples } from "./eval.examples.ts";
import { brief, foundAt } from "./found.ts";
import { isLeftToTaint } from "./outside-values.ts";
import { declarationsOf, isFunction } from "./scope.ts";
import { isTrusted } from "./trusted.ts";

export const evalOfValue: Rule = {
  id: "js/eval",
  title: "Value run as code",
  fixTitle: "Read the value as JSON",
  cwe: "CWE-95",
  severity: "high",
  fixClass: "B",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "`eval`, `new Function` and a text given to `setTimeout` run whatever the text says, with all that " +
    "the program may do. Where the text is data, it can be read as data: the fix puts `JSON.parse` in " +
    "the place of `eval`.",
  notSeen:
    "Values that come from a request, which `js/code-injection` follows, code that is fixed by the " +
    "program, programs that generate code (a value named as code, or put together for `Function` " +
    "alone), and files of tests.",
  appliesTo: (path) => !isTestPath(path),
  hint: /\beval\s*\(|\bFunction\s*\(|\bset(?:Timeout|Interval)\s*\(/,
  detect,
  fix,
  examples: evalExamples,
};

interface RunText {
  readonly call: SgNode;
  readonly callee: string;
  readonly code: SgNode;
}

const maxCalls = 300;
/** A longer expression is no text with a value in it, and deep to walk through. */
const maxText = 5000;

function runTexts(root: SgNode): RunText[] {
  const callees =
    "^(?:(?:window|globalThis|self|global)\\.)?(?:eval|Function|setTimeout|setInterval)$";
  const calls = root.findAll({
    rule: {
      any: [
        { kind: "call_expression", has: { field: "function", regex: callees } },
        { kind: "new_expression", has: { field: "constructor", regex: "^Function$" } },
      ],
    },
  });
  return calls.slice(0, maxCalls).flatMap((call) => {
    const callee = (call.field("function") ?? call.field("constructor"))?.text() ?? "";
    const list = call.field("arguments");
    const all = list?.is("arguments") ? parts(list) : [];
    const code = callee === "Function" ? all.at(-1) : all[0];
    if (code === undefined || !isRunText(callee, code) || isLeftToTaint(code)) return [];
    if (declarationsOf(root, callee).length > 0 || isLookedAt(code) || isFunctionToo(root, code)) {
      return [];
    }
    return [{ call, callee, code }];
  });
}

/** Names under which programs keep code that they have made or read themselves. */
const codeName =
  /(?:code|source|src|script|js|body|func?|fn|function|module|compiled|output|chunk|bundle|program|template|expr(?:ession)?)$|func|declaration|compile/i;

function isRunText(callee: string, code: SgNode): boolean {
  if (code.text().length > maxText || code.is("spread_element") || isTrusted(code)) return false;
  const pieces = commandParts(unwrapped(code));
  if (pieces === null) return false;
  const values = pieces.filter((part) => typeof part !== "string" && !isTrusted(part));
  if (values.length === 0 || values.some((value) => typeof value !== "string" && isCode(value))) {
    return false;
  }
  if (/(?:^|\.)eval$/.test(callee)) return true;
  // Anything but a text with a value in it may be a function, or code that the program generates.
  return pieces.some((part) => typeof part === "string" && /\w/.test(part));
}

/** Old readers of JSON look at the text with a pattern before they run it. */
function isLookedAt(code: SgNode): boolean {
  const around = code.ancestors().find(isFunction)?.text() ?? "";
  const looked = around.match(/\.test\(\s*[\w.$]{1,80}/g) ?? [];
  const names = findKinds(code, "identifier");
  return [code, ...names].some((name) => looked.some((each) => each.includes(name.text())));
}

/** What may be a function as well is code that somebody is asked for. */
function isFunctionToo(root: SgNode, code: SgNode): boolean {
  if (!code.is("identifier")) return false;
  return callsOf(root, "call_expression", "(?:^|\\.)isFunction$").some(
    (call) => call.field("arguments")?.text() === `(${code.text()})`,
  );
}

function isCode(value: SgNode): boolean {
  const inner = unwrapped(value);
  if (/^(?:identifier|member_expression)$/.test(kindOf(inner))) {
    return codeName.test(inner.field("property")?.text() ?? inner.text());
  }
  return (
    inner.is("call_expression") &&
    !/^(?:\w+\.)*(?:trim|get|val|getItem|toString|text)$/.test(
      inner.field("function")?.text() ?? "",
    )
  );
}

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  return runTexts(root).map(({ call, callee, code }) => {
    const message = `\`${callee}\` runs \`${brief(code)}\` as code: whoever controls that text runs his own.`;
    return foundAt(call, message);
  });
}

const jsonName = /(?:json|payload|response(?:Text)?|data|text|body|raw|str(?:ing)?|content)$/i;

/** `eval("(" + json + ")")`, the way of reading JSON before there was `JSON.parse`. */
function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const root = file.root();
  const found =
    root === null
      ? undefined
      : runTexts(root).find(({ call }) => startOf(call) === detection.start);
  if (root === null || found?.callee !== "eval" || declarationsOf(root, "JSON").length > 0)
    return null;
  const pieces = commandParts(unwrapped(found.code)) ?? [];
  const [open, value, close] = pieces;
  if (pieces.length !== 3 || open !== "(" || close !== ")") return null;
  if (value === undefined || typeof value === "string" || !jsonName.test(value.text())) return null;
  return [replaceNode(found.call, `JSON.parse(${value.text()})`)];
}
