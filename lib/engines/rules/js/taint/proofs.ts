import type { SgNode } from "@ast-grep/napi";
import { findKinds, kindOf, parts } from "../../syntax.ts";
import { resolve } from "../scope.ts";
import type { Danger } from "./danger.ts";
import { argumentsOf, calledName } from "./expression.ts";

const addresses = new Set<Danger>(["url", "redirect"]);
const membership =
  /^(?:includes|has|some|every|hasOwn|hasOwnProperty|own|in|contains|find|findIndex|get)$/;
const validators =
  /^(?:is(?!Array|NaN|Error|Buffer)|valid|check|allow|permit|safe|can|verify|match|test|within|belongs|starts)\w*/i;
const refusals =
  /^(?:isNaN|.*(?:invalid|unsafe|malicious|disallowed|forbidden|traversal|illegal).*)$/i;

/** True where the node speaks of the expression, or of a `const` that was made of it. */
export function mentions(node: SgNode, text: string): boolean {
  if (hasWord(node.text(), text)) return true;
  return [...findKinds(node, "identifier"), ...(node.is("identifier") ? [node] : [])]
    .slice(0, 12)
    .some((name) => {
      const by = resolve(name)?.by;
      const value = by?.is("variable_declarator") ? by.field("value") : null;
      return value != null && hasWord(value.text(), text);
    });
}

function hasWord(whole: string, part: string): boolean {
  for (let at = whole.indexOf(part); at >= 0; at = whole.indexOf(part, at + 1)) {
    const before = whole[at - 1] ?? " ";
    const after = whole[at + part.length] ?? " ";
    if (!/[\w$.]/.test(before) && !/[\w$]/.test(after)) return true;
  }
  return false;
}

/** True where this one test, with this outcome, leaves only harmless values. */
export function provesSafe(test: SgNode, outcome: boolean, text: string, danger: Danger): boolean {
  if (test.is("call_expression")) return callProves(test, outcome, text, danger);
  if (test.is("subscript_expression")) {
    const index = test.field("index");
    return outcome && index !== null && mentions(index, text);
  }
  if (!test.is("binary_expression")) return false;
  const operator = test.field("operator")?.text() ?? "";
  const left = test.field("left");
  const right = test.field("right");
  if (left === null || right === null) return false;
  if (operator === "in") return outcome && mentions(left, text);
  if (/^[!=]==?$/.test(operator)) {
    const same = operator.startsWith("=") === outcome;
    return (
      comparisonProves(left, right, same, text, danger) ||
      comparisonProves(right, left, same, text, danger)
    );
  }
  // `allowed.indexOf(x) >= 0`, and `< 0` where that leaves.
  const found = left.is("call_expression") && calledName(left) === "indexOf";
  if (!found || !argumentsOf(left).some((each) => mentions(each, text))) return false;
  return /^>/.test(operator) === outcome;
}

function comparisonProves(
  value: SgNode,
  other: SgNode,
  same: boolean,
  text: string,
  danger: Danger,
): boolean {
  if (value.is("unary_expression") && value.text().startsWith("typeof")) {
    if (!mentions(value, text) || !same) return false;
    return (
      /number|boolean|bigint/.test(other.text()) ||
      (danger === "nosql" && /string/.test(other.text()))
    );
  }
  if (value.is("call_expression") && calledName(value) === "indexOf") {
    return (
      !same && other.text() === "-1" && argumentsOf(value).some((each) => mentions(each, text))
    );
  }
  if (!same || /^(?:undefined|null|""|''|true|false)$/.test(other.text())) return false;
  if (addresses.has(danger) && mentions(value, text)) {
    return /(?:host|hostname|origin)$/.test(value.text()) || value.text() === text;
  }
  if (value.text() !== text && !/^(?:String|path\.\w+)\(/.test(value.text())) return false;
  const constant = other.is("string") || other.is("number") || /^[A-Z][\w.]*$/.test(other.text());
  return mentions(value, text) && constant;
}

function callProves(call: SgNode, outcome: boolean, text: string, danger: Danger): boolean {
  const name = calledName(call);
  const args = argumentsOf(call);
  const object = call.field("function")?.field("object") ?? null;
  const given = args.some((each) => mentions(each, text));
  const own = object !== null && mentions(object, text);
  if (/^(?:test|match|matches)$/.test(name) && (given || own)) {
    const pattern = name === "test" ? object : args.find((each) => !mentions(each, text));
    return outcome && isClosedPattern(pattern ?? null, danger);
  }
  if (own && /^(?:startsWith|endsWith|includes|indexOf)$/.test(name)) {
    return ownTextProves(name, args[0], call, outcome, danger);
  }
  if (!given) return false;
  if (/^is(?:Integer|SafeInteger|Finite)$/.test(name)) return outcome;
  if (refusals.test(name)) return !outcome;
  return outcome && (membership.test(name) || validators.test(name));
}

/** `full.startsWith(ROOT)`, `!name.includes("..")`, `to.startsWith("/") && !to.startsWith("//")`. */
function ownTextProves(
  name: string,
  given: SgNode | undefined,
  call: SgNode,
  outcome: boolean,
  danger: Danger,
): boolean {
  const text = given?.text() ?? "";
  if (danger === "path") {
    if (name === "startsWith")
      return outcome ? !/^["'`]\.?\/?["'`]$/.test(text) : /\.\./.test(text);
    return name === "includes" && !outcome && /\.\.|\/|sep/.test(text);
  }
  if (!addresses.has(danger) || name !== "startsWith" || !outcome) return false;
  if (/^["'`]https?:\/\/[^/"'`]+\//.test(text) || !/^["'`]/.test(text)) return true;
  // A single slash is not enough, as `//host` begins with one too: what stands beside must say so.
  const beside = call
    .ancestors()
    .find((each) => /statement$/.test(kindOf(each)))
    ?.field("condition");
  return (
    /^["'`]\//.test(text) && (text.length > 3 || /["'`]\/\/|\\\\|\/\\\//.test(beside?.text() ?? ""))
  );
}

/** A pattern for the whole text that does not let everything through. */
function isClosedPattern(pattern: SgNode | null, danger: Danger): boolean {
  if (pattern === null) return false;
  const value = pattern.is("identifier") ? (resolve(pattern)?.by.field("value") ?? null) : pattern;
  if (value === null || !value.is("regex")) return true;
  const source = parts(value)[0]?.text() ?? "";
  if (addresses.has(danger) || danger === "path") return source.startsWith("^");
  return (
    source.startsWith("^") &&
    source.endsWith("$") &&
    !/(?<!\\)\.[*+]/.test(source.replace(/\[[^\]]*\]/g, "x"))
  );
}
