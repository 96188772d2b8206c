import type { SgNode } from "@ast-grep/napi";
import type { TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { callsOf, contains, endOf, findKinds, kindOf, parts, startOf } from "../syntax.ts";
import { isFunction, resolve } from "./scope.ts";
import { codeStyle, quoted } from "./style.ts";

/** A loop over keys in a function that merges deeply by calling itself. */
export interface MergeLoop {
  readonly loop: SgNode;
  readonly body: SgNode;
  /** How one round is left. */
  readonly leave: "continue" | "return";
  readonly name: string;
  readonly key: string;
  readonly target: string;
}

export interface PathSetter {
  readonly node: SgNode;
  readonly name: string;
  /** The step from one object to the next, such as `at = at[part]`. */
  readonly step: string;
}

const maxLoops = 200;
const maxFunction = 8000;
const ownKeys = /(?:\bObject\.(?:keys|getOwnPropertyNames)|\bReflect\.ownKeys)\s*\(/;
const guarded =
  /["'`]__proto__["'`]|(?:isSafe|safeKey|unsafe|forbid|danger|block|denied|disallow|pollut|isProto|valid|special(?:prop|key))\w*|Object\.create\(\s*null|new Map\b/i;

export function mergeLoops(root: SgNode): MergeLoop[] {
  const loops = [
    ...findKinds(root, "for_in_statement"),
    ...callsOf(root, "call_expression", "\\.forEach$"),
  ];
  return loops.slice(0, maxLoops).flatMap((loop) => {
    const round = loop.is("for_in_statement") ? keyLoop(loop) : keyCallback(loop);
    if (round === null) return [];
    const around = loop.ancestors().find((each) => isFunction(each) && nameOf(each) !== "");
    const text = around?.text() ?? "";
    if (around === undefined || text.length > maxFunction) return [];
    const name = nameOf(around);
    const target = mergedInto(loop, round.body, name, round.key);
    if (target === null || !isParameter(around, target)) return [];
    if (guarded.test(text) || asksTarget(text, target)) return [];
    return [{ loop, ...round, name, target }];
  });
}

function keyLoop(loop: SgNode): Pick<MergeLoop, "body" | "key" | "leave"> | null {
  const left = loop.field("left");
  const body = loop.field("body");
  const right = loop.field("right")?.text() ?? "";
  const isIn = loop.children().some((child) => child.is("in"));
  if (!left?.is("identifier") || body === null || (!isIn && !ownKeys.test(right))) return null;
  return { body, key: left.text(), leave: "continue" };
}

function keyCallback(call: SgNode): Pick<MergeLoop, "body" | "key" | "leave"> | null {
  const list = call.field("arguments");
  const callback = list === null ? undefined : parts(list)[0];
  if (!ownKeys.test(call.field("function")?.text() ?? "")) return null;
  if (callback === undefined || !isFunction(callback)) return null;
  const [first] = parts(callback.field("parameters") ?? callback);
  const name = callback.field("parameter") ?? first?.field("pattern") ?? first;
  const body = callback.field("body");
  if (!name?.is("identifier") || body === null) return null;
  return { body, key: name.text(), leave: "return" };
}

function nameOf(maker: SgNode): string {
  const holder = maker.parent();
  const outside = holder?.field("name") ?? holder?.field("key") ?? holder?.field("left") ?? null;
  const name = maker.field("name") ?? (holder?.is("arguments") ? null : outside);
  return (
    name
      ?.text()
      .split(/[^\w$]/)
      .at(-1) ?? ""
  );
}

/** The object `o` of a round that goes deeper by `merge(o[key], …)` and writes `o[key] = …`. */
function mergedInto(loop: SgNode, body: SgNode, name: string, key: string): string | null {
  const deeper = callsOf(
    body,
    "call_expression",
    `^(?:[\\w$]+\\.)*${name.replaceAll("$", "\\$")}$`,
  );
  for (const call of deeper) {
    const list = call.field("arguments");
    const [given, second] = list === null ? [] : parts(list);
    // `merge(target[key] ?? {}, …)` goes just as deep.
    const first = given?.is("binary_expression") ? given.field("left") : given;
    const object = first?.is("subscript_expression") ? first.field("object") : null;
    const source = second === undefined ? null : readFrom(second, key);
    if (source === null || source === object?.text() || !keysOf(loop).includes(source)) continue;
    if (!object?.is("identifier") || first?.field("index")?.text() !== key) continue;
    const written = findKinds(body, "assignment_expression").some((each) => {
      const left = each.field("left");
      if (!left?.is("subscript_expression") || left.field("index")?.text() !== key) return false;
      return left.field("object")?.text() === object.text();
    });
    if (written) return object.text();
  }
  return null;
}

/** The object `o` of `o[key]`, at once or through a variable of the round. */
function readFrom(value: SgNode, key: string): string | null {
  const by = value.is("identifier") ? resolve(value)?.by : undefined;
  const read = by?.is("variable_declarator") ? by.field("value") : value;
  if (!read?.is("subscript_expression") || read.field("index")?.text() !== key) return null;
  return read.field("object")?.text() ?? null;
}

/** The expression whose keys the loop goes through. */
function keysOf(loop: SgNode): string {
  return (loop.field("right") ?? loop.field("function"))?.text() ?? "";
}

/** A copy that the function has made of its argument leads no further than to itself. */
function isParameter(around: SgNode, name: string): boolean {
  const list = around.field("parameters");
  return list !== null && findKinds(list, "identifier").some((each) => each.text() === name);
}

/** `hasOwnProperty.call(target, key)`: a key that the target only inherits goes no deeper. */
function asksTarget(text: string, target: string): boolean {
  const name = target.replaceAll("$", "\\$");
  return new RegExp(
    `(?:hasOwn|hasOwnProperty\\.call|has|hasOwnProp)\\(\\s*${name}\\b|\\b${name}\\.hasOwnProperty\\(`,
  ).test(text);
}

/** Functions that split a path, walk down object by object, and set a value at its end. */
export function pathSetters(root: SgNode): PathSetter[] {
  const steps = findKinds(root, "assignment_expression").filter((each) => {
    const right = each.field("right");
    const left = each.field("left");
    if (!left?.is("identifier") || !right?.is("subscript_expression")) return false;
    return right.field("object")?.text() === left.text();
  });
  return steps.slice(0, maxLoops).flatMap((node) => {
    if (!isInLoop(node)) return [];
    const around = node.ancestors().find(isFunction);
    const text = around?.text() ?? "";
    if (around === undefined || text.length > maxFunction || !/\.split\(/.test(text)) return [];
    const object = node.field("left")?.text() ?? "";
    if (guarded.test(text) || asksTarget(text, object) || !setsParameter(around, object)) return [];
    if (!startsAtParameter(around, node.field("left"))) return [];
    return [{ node, name: nameOf(around) || "This function", step: node.text() }];
  });
}

function isInLoop(node: SgNode): boolean {
  const around = node
    .ancestors()
    .find((each) => isFunction(each) || /^(?:for|while)_/.test(kindOf(each)));
  return around !== undefined && !isFunction(around);
}

function setsParameter(around: SgNode, object: string): boolean {
  return findKinds(around, "assignment_expression").some((each) => {
    const left = each.field("left");
    const right = each.field("right");
    if (!left?.is("subscript_expression") || left.field("object")?.text() !== object) return false;
    return right?.is("identifier") === true && isParameter(around, right.text());
  });
}

/** The walk starts at an object that was handed in, or at the instance itself. */
function startsAtParameter(around: SgNode, object: SgNode | null): boolean {
  if (object === null || isParameter(around, object.text())) return object !== null;
  const value = resolve(object)?.by.field("value");
  if (value === null || value === undefined) return false;
  return value.is("this") || (value.is("identifier") && isParameter(around, value.text()));
}

/** `if (key === "__proto__" || …) continue;` as the first line of the loop. */
export function guardLine(file: SourceFile, root: SgNode, found: MergeLoop): TextEdit | null {
  const { body, key, leave } = found;
  const first = parts(body)[0];
  if (!body.is("statement_block") || first === undefined || !contains(body, first)) return null;
  const lineStart = file.text.lastIndexOf("\n", startOf(first) - 1) + 1;
  const indent = file.text.slice(lineStart, startOf(first));
  if (indent.trim() !== "" || endOf(first) <= startOf(body)) return null;
  const style = codeStyle(root);
  const keys = ["__proto__", "constructor", "prototype"];
  const condition = keys.map((each) => `${key} === ${quoted(each, style)}`).join(" || ");
  const text = `if (${condition}) ${leave}${style.semicolon}${file.eol}${indent}`;
  return { start: startOf(first), end: startOf(first), text };
}
