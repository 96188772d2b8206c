import type { SgNode } from "@ast-grep/napi";
import { endOf, kindOf, parts, startOf } from "../../syntax.ts";
import type { Origin } from "../../taint/trace.ts";
import { type BuiltText, builtText } from "../text-parts.ts";
import { callOrigin } from "./call-origin.ts";
import type { Definition } from "./definition.ts";
import { argumentFor, callersOf, functionAround } from "./functions.ts";
import { isGuarded } from "./guards.ts";
import { attributeOrigin, ofSource, subscriptOrigin } from "./member-origin.ts";
import { hostIsFixed } from "./prefix.ts";
import { reachingDefinitions } from "./reaching.ts";
import { annotationOf, bodyModel, parameterSource } from "./sources.ts";
import { clean, from, unknown, type View, type ViewOptions } from "./view.ts";

/** What an expression of a Python file is made of, as far as one danger is concerned. */
export function pyOrigin(given: ViewOptions): (node: SgNode) => Origin {
  const known = new Map<number, Origin>();
  const view: View = {
    ...given,
    calls: new Map(),
    depth: { now: 0 },
    originOf(node) {
      const before = known.get(node.id());
      if (before !== undefined) return before;
      const found = originOf(view, node);
      // What a call gives back depends on how deep it is asked for; it remembers that itself.
      if (!node.is("call")) known.set(node.id(), found);
      return found;
    },
  };
  return view.originOf;
}

function originOf(view: View, node: SgNode): Origin {
  const own = view.own?.(node) ?? null;
  if (own !== null) return own === "clean" ? clean : { kind: "source", what: own.what };
  switch (kindOf(node)) {
    case "identifier":
      return isParameter(node) ? parameterOrigin(view, node) : nameOrigin(view, node);
    case "attribute":
      return checked(view, node) ? clean : attributeOrigin(view, node);
    case "subscript":
      return checked(view, node) ? clean : subscriptOrigin(view, node);
    case "call":
      return checked(view, node) ? clean : callOrigin(view, node);
    case "string":
    case "concatenated_string":
      return textOrigin(view, builtText(node));
    case "binary_operator":
      return operatorOrigin(view, node);
    case "conditional_expression": {
      const [then, , other] = parts(node);
      return from([then, other]);
    }
    case "boolean_operator":
    case "parenthesized_expression":
    case "await":
    case "list":
    case "tuple":
    case "set":
    case "expression_list":
    case "dictionary":
    case "list_splat":
    case "dictionary_splat":
    case "yield":
      return from(parts(node));
    case "pair":
    case "keyword_argument":
    case "named_expression":
      return from([node.field("value")]);
    case "list_comprehension":
    case "set_comprehension":
    case "generator_expression":
    case "dictionary_comprehension":
      return from([node.field("body")]);
    case "comparison_operator":
    case "not_operator":
    case "integer":
    case "float":
    case "true":
    case "false":
    case "none":
      return clean;
    default:
      return unknown;
  }
}

function checked({ root, danger }: View, node: SgNode): boolean {
  const text = node.text();
  return text.length < 300 && isGuarded(root, text, startOf(node), 0, danger);
}

function nameOrigin(view: View, node: SgNode): Origin {
  const { root, danger } = view;
  const name = node.text();
  const place = startOf(node);
  // What is put behind an address does not choose its host.
  const inFront = danger === "request" || danger === "redirect";
  const open = reachingDefinitions(root, node).filter(
    (each) =>
      !isGuarded(root, name, place, each.at, danger) &&
      !isSettled(view, each, name, place) &&
      !(inFront && each.node.is("augmented_assignment")),
  );
  return from(open.map((each) => (each.kind === "parameter" ? each.node : each.value)));
}

/** True where the branch that gives the name its value has checked it before it ends. */
function isSettled(
  { root, danger }: View,
  { node, at, kind }: Definition,
  name: string,
  place: number,
): boolean {
  const block = kind === "value" ? node.ancestors().find((each) => each.is("block")) : undefined;
  if (block === undefined) return false;
  const end = endOf(block);
  return end <= place && isGuarded(root, name, end, at, danger);
}

function isParameter(node: SgNode): boolean {
  const around = node.parent();
  if (around === null) return false;
  if (/^(?:lambda_)?parameters$/.test(kindOf(around))) return true;
  if (/_splat_pattern$/.test(kindOf(around)))
    return /parameter/.test(kindOf(around.parent() ?? around));
  return /parameter$/.test(kindOf(around)) && around.field("value")?.id() !== node.id();
}

const numbers =
  /^(?:Optional\[)?(?:int|float|bool|complex|UUID|uuid\.UUID|datetime|date|Decimal)\b/;

/** A parameter is what a route fills it with, else what the calls in this file hand to it. */
function parameterOrigin(view: View, node: SgNode): Origin {
  const { root } = view;
  const type = annotationOf(node)?.text() ?? "";
  if (numbers.test(type)) return clean;
  if (view.requests !== false) {
    const source = parameterSource(root, node);
    if (source === "clean") return clean;
    if (source !== null) return ofSource(view, source);
    if (bodyModel(root, node) !== null) return ofSource(view, { what: "the body of the request" });
  }
  const fn = functionAround(node);
  if (fn?.is("function_definition") !== true) return unknown;
  return from(callersOf(root, fn).map((call) => argumentFor(call, fn, node.text())));
}

function textOrigin({ root, danger }: View, built: BuiltText | null): Origin {
  if (built === null) return unknown;
  const open =
    danger === "request" || danger === "redirect" ? hostIsFixed(root, built.parts) : built.parts;
  const values = open.flatMap((part) => (part.kind === "value" && !part.number ? [part.node] : []));
  return values.length === 0 ? clean : from(values);
}

function operatorOrigin(view: View, node: SgNode): Origin {
  const operator = node.field("operator")?.text() ?? "";
  const left = node.field("left");
  const right = node.field("right");
  if (left === null || right === null || !/^[+%/|]$/.test(operator)) return clean;
  // `Markup("<b>%s</b>") % name` escapes what it takes in.
  if (
    view.danger === "html" &&
    left.is("call") &&
    /\bMarkup$/.test(left.field("function")?.text() ?? "")
  ) {
    return operator === "%" ? clean : from([left]);
  }
  const built = builtText(node);
  if (built !== null && built.how !== "plain") return textOrigin(view, built);
  const fixed = view.danger === "request" || view.danger === "redirect";
  return fixed && operator === "+" ? from([left]) : from([left, right]);
}
