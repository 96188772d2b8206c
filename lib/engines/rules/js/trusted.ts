import type { SgNode } from "@ast-grep/napi";
import { kindOf, parts } from "../syntax.ts";
import { type Declaration, isFunction, resolve, sameNode, usesOf } from "./scope.ts";

const maxDepth = 8;
const wrappers = new Set([
  "parenthesized_expression",
  "as_expression",
  "satisfies_expression",
  "non_null_expression",
  "template_substitution",
  "unary_expression",
]);
const literals = new Set(["string", "number", "true", "false", "null", "undefined", "regex"]);
const ownCalls =
  /^(?:Number|parseInt|parseFloat|BigInt|Boolean|Math\.\w+|Date\.now|performance\.now|process\.(?:cwd|uptime|getuid)|(?:os|require\(["'](?:node:)?os["']\))\.\w+|(?:crypto\.)?randomUUID|require\.resolve)$/;
const pathCalls =
  /^(?:String|fileURLToPath|(?:path\.)?(?:join|resolve|dirname|basename|normalize))$/;
const ownMembers =
  /^(?:process\.(?:env\b.*|pid|ppid|execPath|platform|arch|version)|import\.meta\..*)$/;
const iterators = /^(?:forEach|map|filter|some|every|flatMap|find)$/;

/**
 * True where a value is fixed by the program or its operator, or is a number: nobody outside can
 * put text of his own into it.
 */
export function isTrusted(node: SgNode, depth = 0): boolean {
  if (depth > maxDepth) return false;
  const all = (nodes: readonly SgNode[]) => nodes.every((each) => isTrusted(each, depth + 1));
  const kind = kindOf(node);
  if (literals.has(kind)) return true;
  if (wrappers.has(kind)) return isTrusted(parts(node)[0] ?? node, depth + 1);
  switch (kind) {
    case "template_string":
      return all(parts(node).filter((part) => part.is("template_substitution")));
    case "binary_expression":
      return all(operands(node));
    case "array":
      return all(parts(node));
    case "object":
      return all(parts(node).map((part) => part.field("value") ?? part));
    case "ternary_expression":
      return all(parts(node).slice(1));
    case "identifier":
      return /^__(?:dirname|filename)$/.test(node.text()) || isTrustedName(node, depth);
    case "member_expression":
    case "subscript_expression":
      return isTrustedMember(node, depth);
    case "call_expression":
      return isTrustedCall(node, depth);
    default:
      return false;
  }
}

/** A long sum leans to the left: its depth says nothing of how far a value was followed. */
function operands(sum: SgNode): SgNode[] {
  const out: SgNode[] = [];
  const open = [sum];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.is("binary_expression")) open.push(...parts(node));
    else out.push(node);
  }
  return out;
}

function isTrustedMember(node: SgNode, depth: number): boolean {
  if (ownMembers.test(node.text()) || node.field("property")?.text() === "length") return true;
  const object = node.field("object");
  return object !== null && isTrusted(object, depth + 1);
}

function isTrustedCall(node: SgNode, depth: number): boolean {
  const callee = node.field("function");
  const list = node.field("arguments");
  if (callee === null || list === null) return false;
  if (ownCalls.test(callee.text())) return true;
  if (pathCalls.test(callee.text())) return parts(list).every((each) => isTrusted(each, depth + 1));
  const object = callee.is("member_expression") ? callee.field("object") : null;
  const method = callee.field("property")?.text() ?? "";
  if (object === null || !/^(?:toString|toFixed|join|trim|slice|substring)$/.test(method))
    return false;
  return isTrusted(object, depth + 1);
}

function isTrustedName(node: SgNode, depth: number): boolean {
  if (node.text() === "undefined") return true;
  const found = resolve(node);
  if (found === null) return false;
  const { by, name } = found;
  if (/^:\s*(?:number|boolean|bigint)$/.test(by.field("type")?.text() ?? "")) return true;
  if (by.is("variable_declarator")) {
    const value = by.field("value");
    const isConst = by.parent()?.text().startsWith("const") ?? false;
    if (!sameNode(by.field("name"), name)) return false;
    if (isConst) return value !== null && isTrusted(value, depth + 1);
    const all = valuesSet(found);
    return all !== null && all.length > 0 && all.every((each) => isTrusted(each, depth + 2));
  }
  if (by.is("for_in_statement")) {
    const values = by.field("right");
    const loop = by.children().some((child) => child.is("of"));
    return loop && values !== null && isTrusted(values, depth + 1);
  }
  return isTrustedParameter(by, name, depth);
}

const maxUses = 40;

/** Everything that a `let` or `var` is ever set to; null where that cannot be told. */
export function valuesSet(declaration: Declaration): readonly SgNode[] | null {
  const first = declaration.by.field("value");
  const uses = usesOf(declaration.by.getRoot().root(), declaration);
  if (uses.length > maxUses) return null;
  const out = first === null ? [] : [first];
  for (const use of uses) {
    const parent = use.parent();
    if (use.ancestors().some((each) => /_pattern$/.test(kindOf(each)))) return null;
    if (parent?.is("for_in_statement")) return null;
    const left = parent?.field("left");
    if (!/assignment_expression$/.test(kindOf(parent ?? use)) || !left || !sameNode(left, use))
      continue;
    const right = parent?.field("right");
    if (right) out.push(right);
  }
  return out;
}

/** What a command of constants printed: `exec("which node", (error, stdout) => …)`. */
function isOwnOutput(call: SgNode): boolean {
  if (!/\bexec(?:File)?$/.test(call.field("function")?.text() ?? "")) return false;
  const list = call.field("arguments");
  return list !== null && parts(list)[0]?.is("string") === true;
}

/** The element in `["a", "b"].forEach((element) => …)`. */
function isTrustedParameter(by: SgNode, name: SgNode, depth: number): boolean {
  const callback = [by, ...by.ancestors()].find(isFunction);
  const call = callback?.parent()?.parent();
  const callee = call?.is("call_expression") ? call.field("function") : null;
  if (callback !== undefined && call?.is("call_expression") && isOwnOutput(call)) return true;
  if (callback === undefined || !callee?.is("member_expression")) return false;
  const first = callback.field("parameter") ?? parts(callback.field("parameters") ?? callback)[0];
  const object = callee.field("object");
  const pattern = first?.field("pattern") ?? first ?? null;
  return (
    object !== null &&
    iterators.test(callee.field("property")?.text() ?? "") &&
    sameNode(pattern, name) &&
    isTrusted(object, depth + 1)
  );
}
