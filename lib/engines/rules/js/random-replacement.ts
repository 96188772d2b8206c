import type { SgNode } from "@ast-grep/napi";
import { contains, parts } from "../syntax.ts";
import { hasText } from "./command-words.ts";
import { resolve } from "./scope.ts";

/** What to put in place of an expression around `Math.random()`. */
export interface RandomReplacement {
  readonly node: SgNode;
  readonly needs: "randomBytes" | "randomInt" | "randomUUID";
  /** The new code, given how the needed function is written in this file. */
  readonly code: (name: string) => string;
}

/** The replacement that keeps what the code around relies on, or null where none is proven to. */
export function randomReplacement(random: SgNode): RandomReplacement | null {
  return asDigits(random) ?? asInteger(random) ?? asText(random);
}

/** Steps out of parentheses. */
function outer(node: SgNode): SgNode {
  const parent = node.parent();
  return parent?.is("parenthesized_expression") ? outer(parent) : node;
}

/** The call `node.method(…)`, when there is one. */
function methodCall(node: SgNode): { call: SgNode; method: string; args: SgNode[] } | null {
  const member = outer(node).parent();
  const call = member?.parent();
  if (!member?.is("member_expression") || !call?.is("call_expression")) return null;
  const object = member.field("object");
  const list = call.field("arguments");
  if (object === null || !contains(object, node) || list === null) return null;
  const isCallee = contains(call.field("function") ?? list, member);
  return isCallee
    ? { call, method: member.field("property")?.text() ?? "", args: parts(list) }
    : null;
}

/** `Math.random().toString(36).slice(2, 10)` and its relatives. */
function asDigits(random: SgNode): RandomReplacement | null {
  const sum = outer(random).parent();
  const shifted =
    sum?.is("binary_expression") &&
    sum.field("operator")?.text() === "+" &&
    parts(sum).some((part) => part.text() === "1");
  const digits = methodCall(shifted && sum !== null ? sum : random);
  if (digits?.method !== "toString") return null;
  const radix = integer(digits.args[0]);
  if (radix === null || (radix !== 36 && radix !== 16 && radix !== 32)) return null;
  const cut = methodCall(digits.call);
  const cuts = cut !== null && /^(?:slice|substring|substr)$/.test(cut.method);
  const node = cuts ? cut.call : digits.call;
  const length = cuts ? cutLength(cut.method, cut.args) : undefined;
  if (length === null) return null;
  if (length === undefined) {
    return { node, needs: "randomBytes", code: (name) => `${name}(16).toString("hex")` };
  }
  if (radix === 16 && length % 2 === 0) {
    return { node, needs: "randomBytes", code: (name) => `${name}(${length / 2}).toString("hex")` };
  }
  return {
    node,
    needs: "randomInt",
    code: (name) =>
      `Array.from({ length: ${length} }, () => ${name}(${radix}).toString(${radix})).join("")`,
  };
}

/** Characters that a cut leaves: a number, undefined for "all of them", null for anything else. */
function cutLength(method: string, args: readonly SgNode[]): number | null | undefined {
  const numbers = args.map(integer);
  const [from = null, to] = numbers;
  if (from === null || numbers.length > 2 || to === null) return null;
  if (to === undefined) return from < 0 ? plausible(-from) : undefined;
  if (from < 0) return null;
  return plausible(method === "substr" ? to : to - from);
}

function plausible(length: number): number | null {
  return length >= 1 && length <= 64 ? length : null;
}

/** `Math.floor(Math.random() * n)` and `Math.floor(a + Math.random() * n)`. */
function asInteger(random: SgNode): RandomReplacement | null {
  const product = outer(random).parent();
  if (!product?.is("binary_expression") || product.field("operator")?.text() !== "*") return null;
  const range = parts(product).find((part) => !contains(part, random));
  const sum = outer(product).parent();
  const added = sum?.is("binary_expression") && sum.field("operator")?.text() === "+";
  const rounded = outer(added && sum !== null ? sum : product);
  const call = rounded.parent()?.parent();
  if (!call?.is("call_expression") || range === undefined) return null;
  if (!/^(?:Math\.floor|Math\.trunc|parseInt)$/.test(call.field("function")?.text() ?? ""))
    return null;
  if (parts(call.field("arguments") ?? call).length !== 1) return null;
  const size = integer(range);
  if (!added) {
    const bound = size !== null && size > 0 ? String(size) : lengthOf(range);
    if (bound === null) return null;
    return { node: call, needs: "randomInt", code: (name) => `${name}(${bound})` };
  }
  const low = integer(parts(sum).find((part) => !contains(part, random)));
  if (low === null || size === null || low < 0 || size <= 0 || low + size > 2 ** 47) return null;
  return { node: call, needs: "randomInt", code: (name) => `${name}(${low}, ${low + size})` };
}

/** `alphabet.length`: a whole number, and not zero where characters are drawn. */
function lengthOf(range: SgNode): string | null {
  return range.is("member_expression") && range.field("property")?.text() === "length"
    ? range.text()
    : null;
}

/** `sess_${Math.random()}`, `"x" + Math.random()`, `String(Math.random())`: any unique text will do. */
function asText(random: SgNode): RandomReplacement | null {
  const whole = { needs: "randomUUID", code: (name: string) => `${name}()` } as const;
  const node = outer(random);
  const parent = node.parent();
  if (parent?.is("template_substitution")) return { node, ...whole };
  const call = parent?.parent();
  if (parent?.is("arguments") && call?.field("function")?.text() === "String") {
    return { node: call, ...whole };
  }
  const text = methodCall(random);
  if (text?.method === "toString" && text.args.length === 0 && methodCall(text.call) === null) {
    return { node: text.call, ...whole };
  }
  const joined = parent?.is("binary_expression") && parent.field("operator")?.text() === "+";
  return joined && hasText(parent) ? { node, ...whole } : null;
}

/** A whole number that stands in the code, or in a `const` of the same file. */
function integer(node: SgNode | undefined): number | null {
  if (node === undefined) return null;
  if (node.is("identifier")) {
    const by = resolve(node)?.by;
    const fixed = by?.is("variable_declarator") && by.parent()?.text().startsWith("const");
    const value = fixed ? by?.field("value") : null;
    return value?.is("number") ? integer(value) : null;
  }
  const value = Number(node.text().replaceAll("_", ""));
  return /^-?[\d_]+(?:e\d+)?$/.test(node.text()) && Number.isSafeInteger(value) ? value : null;
}
