import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import {
  contains,
  enclosingSymbol,
  endOf,
  findKinds,
  kindOf,
  parts,
  replaceNode,
  startOf,
} from "../syntax.ts";
import { mutableDefaultExamples } from "./mutable-default.examples.ts";
import { scopeOf } from "./scope.ts";
import { indentOf } from "./statements.ts";

export const mutableDefault: Rule = {
  id: "py/mutable-default",
  title: "Default value that calls share",
  fixTitle: "Make the default anew for each call",
  cwe: "CWE-488",
  severity: "medium",
  fixClass: "B",
  languages: ["python"],
  why:
    "A default is made once, when the function is defined. What one call puts into it is there in the " +
    "next, so that one user's data shows up in another's answer. The fix makes it anew in each call " +
    "that leaves it out.",
  notSeen:
    "Defaults handed on to other functions that change them, defaults of a class of the program, and " +
    "files of tests. A default that is only read is no fault; one named as a cache is meant to last.",
  appliesTo: (path) => !isTestPath(path),
  hint: /=\s{0,3}(?:\[|\{|(?:list|dict|set)\(\s{0,3}\))/,
  detect,
  fix,
  examples: mutableDefaultExamples,
};

interface SharedDefault {
  readonly parameter: SgNode;
  readonly name: string;
  readonly value: SgNode;
  readonly definition: SgNode;
  /** What changes it or hands it out. */
  readonly change: SgNode;
}

const changing =
  /^(?:append|extend|insert|add|update|setdefault|pop|popitem|remove|discard|clear|sort|reverse)$/;
const lasting = /cache|memo|seen|visited|registry|singleton|state|counter|^_/i;

/** Each is looked for in the whole body, which takes time in a long one. */
const maxDefaults = 500;

function sharedDefaults(root: SgNode): SharedDefault[] {
  const defaults = findKinds(root, "default_parameter", "typed_default_parameter").filter((each) =>
    isMutable(each.field("value")),
  );
  return defaults.slice(0, maxDefaults).flatMap((parameter) => {
    const name = parameter.field("name")?.text() ?? "";
    const value = parameter.field("value");
    const definition = parameter.parent()?.parent();
    if (value === null || !definition?.is("function_definition") || lasting.test(name)) return [];
    const body = definition.field("body");
    const change = body === null ? null : changeOf(body, definition, name);
    return change === null ? [] : [{ parameter, name, value, definition, change }];
  });
}

function isMutable(value: SgNode | null): boolean {
  if (value === null) return false;
  if (value.is("list") || value.is("dictionary") || value.is("set")) return true;
  return /^(?:list|dict|set)\(\s*\)$/.test(value.text());
}

/** The first place that changes the parameter's value, or hands it out after such a place. */
function changeOf(body: SgNode, definition: SgNode, name: string): SgNode | null {
  const uses = body
    .findAll({ rule: { kind: "identifier", regex: `^${name}$` } })
    .filter((each) => scopeOf(each).id() === definition.id());
  for (const use of uses) {
    if (isRebound(use)) return null;
    const change = changeAt(use);
    if (change !== null) return change;
  }
  return null;
}

function isRebound(use: SgNode): boolean {
  const parent = use.parent();
  const left = parent?.field("left") ?? parent?.field("name") ?? null;
  if (parent === null || left === null || !contains(left, use)) return false;
  return /^(?:assignment|for_statement|named_expression)$/.test(kindOf(parent));
}

function changeAt(use: SgNode): SgNode | null {
  const parent = use.parent();
  if (parent === null) return null;
  if (parent.is("attribute") && startOf(parent) === startOf(use)) {
    const call = parent.parent();
    const called = call?.is("call") === true && startOf(call) === startOf(parent);
    return called && changing.test(parent.field("attribute")?.text() ?? "") ? call : null;
  }
  if (parent.is("subscript") && startOf(parent) === startOf(use)) {
    const holder = parent.parent();
    if (holder?.is("delete_statement")) return holder;
    const left = holder?.field("left") ?? null;
    const set = holder?.is("assignment") === true || holder?.is("augmented_assignment") === true;
    return holder !== null && set && left !== null && contains(left, use) ? holder : null;
  }
  const left = parent.field("left");
  return parent.is("augmented_assignment") && left !== null && contains(left, use) ? parent : null;
}

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  return sharedDefaults(root).map(({ parameter, name, value, change }) => ({
    start: startOf(parameter),
    end: endOf(parameter),
    code: `${name}=${value.text().replace(/\s+/g, " ")}`,
    symbol: enclosingSymbol(value),
    message:
      `The default of \`${name}\` is one object for all calls, and ` +
      `line ${file.positionAt(startOf(change)).line} changes it: what one call leaves in it, the next finds.`,
  }));
}

/** `name=[]` → `name=None`, and `if name is None: name = []` at the head of the function. */
function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const root = file.root();
  if (root === null) return null;
  const found = sharedDefaults(root).find(
    ({ parameter }) => startOf(parameter) === detection.start,
  );
  const body = found?.definition.field("body") ?? null;
  if (found === undefined || body === null || !found.parameter.is("default_parameter")) return null;
  const { name, value } = found;
  if (!/^(?:\[\s*\]|\{\s*\}|(?:list|dict|set)\(\s*\))$/.test(value.text())) return null;
  const [first, second] = parts(body);
  const isDoc =
    first?.is("expression_statement") === true && parts(first)[0]?.is("string") === true;
  const head = isDoc ? second : first;
  const indent = head === undefined ? null : indentOf(file, head);
  if (head === undefined || indent === null || indent === "") return null;
  const step = indent.includes("\t") ? "\t" : " ".repeat(stepOf(file, found.definition, indent));
  const text = `if ${name} is None:${file.eol}${indent}${step}${name} = ${value.text()}${file.eol}${indent}`;
  return [replaceNode(value, "None"), { start: startOf(head), end: startOf(head), text }];
}

function stepOf(file: SourceFile, definition: SgNode, indent: string): number {
  const outer = indentOf(file, definition);
  const step = outer === null ? 4 : indent.length - outer.length;
  return step > 0 ? step : 4;
}
