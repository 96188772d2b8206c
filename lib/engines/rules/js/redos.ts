import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { findKinds, parts } from "../syntax.ts";
import { isExponential } from "./backtracking.ts";
import { stringContent } from "./bindings.ts";
import { unwrapped } from "./constants.ts";
import { brief, foundAt } from "./found.ts";
import { declarationsOf, isFunction, resolve, sameNode, usesOf } from "./scope.ts";
import { isTrusted } from "./trusted.ts";

export const redos: Rule = {
  id: "js/redos",
  title: "Pattern that takes exponential time",
  fixTitle: "Match in linear time",
  cwe: "CWE-1333",
  severity: "medium",
  fixClass: "C",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "This pattern can match one text in many ways, and tries them all before it gives up: each further " +
    "character doubles the time. Some forty characters stop the whole process for minutes. Write the " +
    "repeated part so that each text fits it in one way only, and limit the text's length before.",
  notSeen:
    "Patterns that take polynomial time, patterns put together at run time, those with back references, " +
    "patterns whose use is in another file, texts that no caller or request hands in, and files of tests.",
  appliesTo: (path) => !isTestPath(path),
  hint: /\)(?:[*+]|\{\d+,\})/,
  detect,
  examples: {
    bad: [
      {
        path: "src/tags.ts",
        line: 2,
        code: `export function isTagList(text: string) {
  return /^(\\w+\\s?)*$/.test(text);
}
`,
      },
      {
        path: "src/labels.js",
        line: 1,
        code: `const list = new RegExp("^([a-z]+,*)+;");
module.exports = (line) => line.match(list);
`,
      },
    ],
    good: [
      {
        path: "src/linear.js",
        note: "One way only for each text, nothing that could fail behind the group, or a constant text.",
        code: `export const words = (text) => /^\\w+(?:\\s\\w+)*$/.test(text);
export const quoted = (text) => text.replace(/"(?:[^"\\\\]|\\\\.)*"/g, "");
export const first = (text) => /(a+)+/.exec(text);
export const own = /^(\\w+\\s?)*$/.test("a constant of the program");
export const colours = (text) => /^(?:red|rose|ruby)+$/.test(text);
export const key = (text) => text.match(/^Doubled '(.*)' in '?((.|\\s)*?)'?$/);
`,
      },
      {
        path: "src/load-plugins.js",
        note: "The names of the program's own files.",
        code: `const plugin = /^(?:(?:.*)\\/)*[a-z]+\\.js$/;
fs.readdirSync(folder).forEach((file) => {
  if (plugin.test(file)) load(file);
});
`,
      },
    ],
  },
};

/** Each may take a tenth of a second to judge. */
const maxJudged = 10;
const maxLooked = 200;

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  const out: Detection[] = [];
  let judged = 0;
  const repeating = patterns(root).filter(({ pattern }) => /\)(?:[*+]|\{\d+,\})/.test(pattern));
  for (const { node, pattern } of repeating.slice(0, maxLooked)) {
    if (judged >= maxJudged) break;
    if (!isApplied(root, node)) continue;
    judged++;
    if (!isExponential(pattern)) continue;
    const message =
      `\`${brief(node)}\` tries exponentially many ways to match a text that does not fit: some forty ` +
      "characters stop the process.";
    out.push(foundAt(node, message));
  }
  return out;
}

function patterns(root: SgNode): { readonly node: SgNode; readonly pattern: string }[] {
  const literals = findKinds(root, "regex").flatMap((node) => {
    const pattern = node.field("pattern")?.text();
    return pattern === undefined ? [] : [{ node, pattern }];
  });
  const built = root
    .findAll({ rule: { kind: "new_expression", has: { field: "constructor", regex: "^RegExp$" } } })
    .flatMap((node) => {
      const list = node.field("arguments");
      const text = list === null ? null : stringContent(parts(list)[0]);
      return text === null ? [] : [{ node, pattern: text.replaceAll("\\\\", "\\") }];
    });
  return [...literals, ...built];
}

const textMethods = /^(?:match|matchAll|replace|replaceAll|search|split)$/;
const maxUses = 50;

/** True where the pattern is tried on a value: at once, or through the variable that holds it. */
function isApplied(root: SgNode, node: SgNode): boolean {
  if (isTried(node)) return true;
  const holder = node.parent();
  const name = holder?.is("variable_declarator") ? holder.field("name") : null;
  if (!name?.is("identifier")) return false;
  const declared = declarationsOf(root, name.text()).find((each) => sameNode(each.name, name));
  return declared !== undefined && usesOf(root, declared).slice(0, maxUses).some(isTried);
}

function isTried(pattern: SgNode): boolean {
  const parent = pattern.parent();
  if (parent?.is("member_expression")) {
    const call = parent.parent();
    const list = call?.is("call_expression") ? call.field("arguments") : null;
    const given = list === null || list === undefined ? undefined : parts(list)[0];
    const tries = /^(?:test|exec)$/.test(parent.field("property")?.text() ?? "");
    return tries && given !== undefined && isHandedIn(given);
  }
  const callee = parent?.is("arguments") ? parent.parent()?.field("function") : null;
  const object = callee?.field("object");
  if (!textMethods.test(callee?.field("property")?.text() ?? "")) return false;
  return object !== null && object !== undefined && isHandedIn(object);
}

const requestNames = /^(?:req|request|ctx|context|event|c)$/;

/**
 * True for what a caller or a request hands in. What a program reads by itself, such as the names of
 * its own files, is seldom written by somebody who wants to stop it.
 */
function isHandedIn(value: SgNode): boolean {
  if (isTrusted(value)) return false;
  const inner = unwrapped(value);
  if (inner.is("call_expression")) {
    const object = inner.field("function")?.field("object") ?? null;
    return object !== null && isHandedIn(object);
  }
  const object = inner.field("object");
  if (object !== null) return isHandedIn(object);
  const found = inner.is("identifier") ? resolve(inner) : null;
  if (found === null) return false;
  const held = found.by.is("variable_declarator") ? found.by.field("value") : null;
  if (held !== null) return requestNames.test(rootOf(held)) && isHandedIn(held);
  const maker = [found.by, ...found.by.ancestors()].find(isFunction);
  if (maker === undefined || sameNode(maker.field("name"), found.name)) return false;
  return !maker.parent()?.is("arguments") || requestNames.test(found.name.text());
}

function rootOf(value: SgNode): string {
  return /^[\w$]+/.exec(unwrapped(value).text())?.[0] ?? "";
}
