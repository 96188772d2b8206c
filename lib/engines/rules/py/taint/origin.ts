import type { SgNode } from "@ast-grep/napi";
import { kindOf, parts, rememberByTree, startOf } from "../../syntax.ts";
import type { Origin } from "../../taint/trace.ts";
import { type BuiltText, builtText } from "../text-parts.ts";
import { callOrigin } from "./call-origin.ts";
import { argumentFor, callersOf, classAround, functionAround } from "./functions.ts";
import { isGuarded } from "./guards.ts";
import { hostIsFixed } from "./prefix.ts";
import { reachingDefinitions } from "./reaching.ts";
import { type Definition, meaningOf } from "./scopes.ts";
import {
  annotationOf,
  bodyModel,
  fieldType,
  holdsText,
  parameterSource,
  requestSource,
  type Source,
} from "./sources.ts";
import { clean, from, unknown, type View, type ViewOptions } from "./view.ts";

/** What an expression of a Python file is made of, as far as one danger is concerned. */
export function pyOrigin(given: ViewOptions): (node: SgNode) => Origin {
  const view: View = {
    ...given,
    calls: new Map(),
    depth: { now: 0 },
    originOf: (node) => originOf(view, node),
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

function nameOrigin({ root, danger }: View, node: SgNode): Origin {
  const name = node.text();
  const place = startOf(node);
  // What is put behind an address does not choose its host.
  const inFront = danger === "request" || danger === "redirect";
  const open = reachingDefinitions(root, node).filter(
    (each) =>
      !isGuarded(root, name, place, each.at, danger) &&
      !(inFront && each.node.is("augmented_assignment")),
  );
  return from(open.map((each) => (each.kind === "parameter" ? each.node : each.value)));
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
    if (bodyModel(root, node) !== null) return { kind: "source", what: "the body of the request" };
  }
  const fn = functionAround(node);
  if (fn?.is("function_definition") !== true) return unknown;
  return from(callersOf(root, fn).map((call) => argumentFor(call, fn, node.text())));
}

/** What a link does not choose: the browser of whoever opens it sends these by itself. */
const ofBrowser = /^the (?:headers|cookies) of the request$/;

function ofSource({ danger }: View, { what, segment }: Source): Origin {
  const whole = danger === "path" || danger === "redirect";
  if (segment === true && whole) return clean;
  if ((danger === "redirect" || danger === "html") && ofBrowser.test(what)) return clean;
  const own = danger === "redirect" || danger === "request";
  return own && what === "the address of the request" && segment !== true
    ? clean
    : { kind: "source", what };
}

function attributeOrigin(view: View, node: SgNode): Origin {
  const { root } = view;
  const object = node.field("object");
  const name = node.field("attribute")?.text() ?? "";
  if (object === null) return unknown;
  // The last part of a path, and what Django leaves of the name of an upload.
  if (view.danger === "path" && /^(?:name|stem|suffix)$/.test(name)) return clean;
  const address = view.danger === "request" || view.danger === "redirect";
  if (address && /^(?:path|query|fragment|params)$/.test(name)) return clean;
  if (view.requests !== false) {
    const source = requestSource(root, node);
    if (source !== null) return ofSource(view, source);
    const model = object.is("identifier") ? modelOf(root, object) : null;
    if (model !== null) {
      const type = fieldType(model, name);
      if (type === null || !holdsText(type)) return clean;
      return { kind: "source", what: "the body of the request" };
    }
  }
  if (/^(?:self|cls)$/.test(object.text())) return from(assignedTo(root, node, name));
  return from([object]);
}

function modelOf(root: SgNode, object: SgNode): SgNode | null {
  const definitions = meaningOf(root, object.text(), startOf(object))?.definitions ?? [];
  const [only] = definitions;
  return definitions.length === 1 && only?.kind === "parameter" ? bodyModel(root, only.node) : null;
}

const rememberAssigned = rememberByTree<ReadonlyMap<string, readonly SgNode[]>>();

/** What the methods of the class assign to `self.name`. */
function assignedTo(root: SgNode, node: SgNode, name: string): readonly SgNode[] {
  const all = rememberAssigned(root, "assigned", () => {
    const found = new Map<string, SgNode[]>();
    const rule = {
      kind: "assignment",
      has: { field: "left", kind: "attribute", regex: "^self\\.\\w+$" },
    };
    for (const each of root.findAll({ rule })) {
      const key = `${classAround(each) ?? ""} ${each.field("left")?.text().slice(5) ?? ""}`;
      const value = each.field("right");
      if (value !== null) found.set(key, [...(found.get(key) ?? []), value].slice(0, 10));
    }
    return found;
  });
  return all.get(`${classAround(node) ?? ""} ${name}`) ?? [];
}

const oneSegment = /\.r?(?:split|partition)\(\s*(?:os\.sep|["'][/.]["'])/;

function subscriptOrigin({ root, danger }: View, node: SgNode): Origin {
  const object = node.field("value");
  const key = node.field("subscript");
  if (object === null) return unknown;
  // A key that is not written here may stand for what another part of the server has set.
  if (
    danger === "path" &&
    key !== null &&
    !key.is("string") &&
    requestSource(root, object) !== null
  )
    return unknown;
  if (danger === "path" && oneSegment.test(object.text().slice(-40))) return clean;
  if (!object.is("identifier") || key?.is("string") !== true) return from([object]);
  const name = key.text().slice(1, -1);
  const definitions = reachingDefinitions(root, object);
  const known = definitions.some((each) => each.key !== undefined || each.value?.is("dictionary"));
  if (!known) return from([object]);
  return from(definitions.flatMap((each) => memberOf(each, name)));
}

function memberOf({ key, value, kind, node }: Definition, name: string): SgNode[] {
  if (kind === "parameter") return [node];
  if (value === null || (key !== undefined && key !== name)) return [];
  if (key !== undefined || !value.is("dictionary")) return [value];
  return parts(value).flatMap((pair) => {
    const is = pair.field("key");
    const held = pair.field("value");
    if (held === null) return [pair];
    return is?.is("string") === true && is.text().slice(1, -1) !== name ? [] : [held];
  });
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
