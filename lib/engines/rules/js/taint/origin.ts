import type { SgNode } from "@ast-grep/napi";
import { kindOf, parts } from "../../syntax.ts";
import type { Origin } from "../../taint/trace.ts";
import { resolve } from "../scope.ts";
import { beforeHost, piecesOf } from "./address.ts";
import { originOfCall } from "./call-origin.ts";
import { isSourceFor } from "./danger.ts";
import { argumentsOf, bare, keyOf, membersOf, propertyOf } from "./expression.ts";
import { callersOf, handedTo, parameterOf, patternOf } from "./functions.ts";
import { isGuarded } from "./guards.ts";
import { placeInPattern } from "./pattern.ts";
import { writtenTo } from "./reaching.ts";
import { type RequestSource, sourceAt } from "./request-sources.ts";
import { requestPlace } from "./requests.ts";
import { clean, from, type JsOriginOptions, unknown, type Walk } from "./walk.ts";

/** Destructuring and members nested deeper than this are not told apart. */
const maxDepth = 14;

/** Places looked at on the way back from one sink, those in between included. */
const maxLooks = 1200;

/**
 * Where a JavaScript value comes from, for `trace`. Make a new one for each sink: it remembers through
 * which calls the walk went, so that a function's other callers are left out.
 */
export function jsOrigin(options: JsOriginOptions): (node: SgNode) => Origin {
  const known = new Map<string, Origin>();
  const walk: Walk = {
    ...options,
    entered: new Map(),
    originAt: (node, path, depth) => {
      const key = `${node.id()} ${path.join(" ")}`;
      const before = known.get(key);
      if (before !== undefined) return before;
      if (known.size > maxLooks) return unknown;
      // Whoever comes back here while it is worked out goes in a circle.
      known.set(key, unknown);
      const origin = originAt(walk, node, path, depth);
      known.set(key, origin);
      return origin;
    },
  };
  return (node) => walk.originAt(node, [], 0);
}

function originAt(walk: Walk, node: SgNode, path: readonly string[], depth: number): Origin {
  if (depth > maxDepth) return unknown;
  const inner = bare(node);
  const own = walk.own?.(inner, path) ?? null;
  if (own !== null) return own;
  if (path.at(-1) === "length") return clean;
  switch (kindOf(inner)) {
    case "identifier":
    case "shorthand_property_identifier":
      return originOfName(walk, inner, path, depth);
    case "member_expression":
    case "subscript_expression":
      return originOfAccess(walk, inner, path, depth);
    case "call_expression":
    case "new_expression":
      return originOfCall(walk, inner, path, depth);
    case "object":
    case "array":
      return originOfLiteral(walk, inner, path, depth);
    case "template_string":
      return walk.danger === "nosql" ? clean : from(addressParts(walk, inner));
    case "binary_expression":
      return originOfOperation(walk, inner);
    case "ternary_expression":
      return from(
        [inner.field("consequence"), inner.field("alternative")].flatMap((each) => each ?? []),
      );
    case "assignment_expression":
    case "augmented_assignment_expression":
      return from([inner.field("right") ?? inner].filter((each) => each.id() !== inner.id()));
    case "sequence_expression":
    case "spread_element":
      return from(parts(inner).slice(-1));
    case "string":
    case "number":
    case "regex":
    case "true":
    case "false":
    case "null":
    case "undefined":
    case "unary_expression":
    case "update_expression":
      return clean;
    default:
      return unknown;
  }
}

/** Of an address only what comes before its host is settled can send it elsewhere. */
function addressParts({ danger }: Walk, text: SgNode): SgNode[] {
  const pieces = piecesOf(text);
  const all = danger === "url" || danger === "redirect" ? beforeHost(pieces) : pieces;
  return all.filter((piece) => typeof piece !== "string");
}

function originOfOperation(walk: Walk, operation: SgNode): Origin {
  const sides = [operation.field("left"), operation.field("right")].flatMap((each) => each ?? []);
  switch (operation.field("operator")?.text()) {
    case "+":
      return walk.danger === "nosql" ? clean : from(addressParts(walk, operation));
    case "||":
    case "??":
      return from(sides);
    case "&&":
      return from(sides.slice(1));
    default:
      return clean;
  }
}

function sourceOrigin(walk: Walk, found: RequestSource, at: SgNode): Origin {
  return isSourceFor(found, walk.danger) ? { kind: "source", what: found.what, at } : clean;
}

function originOfAccess(
  walk: Walk,
  access: SgNode,
  path: readonly string[],
  depth: number,
): Origin {
  const object = access.field("object");
  if (object === null) return unknown;
  const key = keyOf(access);
  if (key === "length") return clean;
  const read = walk.requests === false ? null : sourceAt(access, path);
  if (isGuarded(access, walk.danger)) return unknown;
  if (read !== null) return sourceOrigin(walk, read, access);
  if (requestPlace(access) !== null) return unknown;
  return walk.originAt(object, [key, ...path], depth + 1);
}

function originOfLiteral(
  walk: Walk,
  literal: SgNode,
  path: readonly string[],
  depth: number,
): Origin {
  const [key, ...rest] = path;
  if (literal.is("object") && key !== undefined && key !== "*") {
    const value = propertyOf(literal, key);
    if (value !== null) return walk.originAt(value, rest, depth + 1);
    return from(parts(literal).flatMap((part) => (part.is("spread_element") ? parts(part) : [])));
  }
  if (literal.is("array") && key !== undefined && /^\d+$/.test(key)) {
    const spread = parts(literal).some((part) => part.is("spread_element"));
    const value = spread ? undefined : parts(literal)[Number(key)];
    if (value !== undefined) return walk.originAt(value, rest, depth + 1);
  }
  return from(membersOf(literal));
}

function originOfName(walk: Walk, name: SgNode, path: readonly string[], depth: number): Origin {
  const found = resolve(name);
  if (found === null) return unknown;
  const { by } = found;
  if (
    /^:\s*(?:number|boolean|bigint|Date)(?:\s*\|\s*(?:null|undefined))?$/.test(
      by.field("type")?.text() ?? "",
    )
  ) {
    return clean;
  }
  const read = walk.requests === false ? null : sourceAt(name, path);
  if (read === null && requestPlace(name) !== null) return unknown;
  if (isGuarded(name, walk.danger)) return unknown;
  const parameter = parameterOf(found);
  const written = writtenTo(name, found);
  if (written === null) return unknown;
  // A request's part under a name of its own may have been given another value since.
  if (read !== null && (parameter !== null || written.length === 0)) {
    return sourceOrigin(walk, read, name);
  }
  const given =
    parameter === null ? [] : originsOfParameter(walk, parameter, found.name, path, depth);
  const origins = written.map((each) =>
    walk.originAt(each.value, [...each.path, ...path], depth + 1),
  );
  return merged([...given, ...origins]);
}

/** What a parameter is given: by the calls of its function in the file, or by what runs a callback. */
function originsOfParameter(
  walk: Walk,
  parameter: NonNullable<ReturnType<typeof parameterOf>>,
  name: SgNode,
  path: readonly string[],
  depth: number,
): Origin[] {
  const { of, index, node } = parameter;
  const inside = [...placeInPattern(name).path, ...path];
  const fallback = node.field("value") ?? node.field("right");
  const defaults = fallback === null ? [] : [from([fallback])];
  const handed = handedTo(of);
  if (handed !== null) return [...defaults, originOfCallback(handed.call, index)];
  const calls = walk.entered.get(of.id()) ?? callersOf(of);
  const rest = patternOf(node).is("rest_pattern");
  const given = calls.flatMap((call) => {
    const all = argumentsOf(call);
    if (all.slice(0, index + 1).some((each) => each.is("spread_element"))) return [];
    if (rest) return [from(all.slice(index))];
    const value = all[index];
    return value === undefined ? [] : [walk.originAt(value, inside, depth + 1)];
  });
  return [...defaults, ...given];
}

const overElements =
  /^(?:map|forEach|filter|find|findLast|some|every|flatMap|sort|then|replace|replaceAll)$/;

function originOfCallback(call: SgNode, index: number): Origin {
  const callee = call.field("function");
  const object = callee?.field("object") ?? null;
  const method = callee?.field("property")?.text() ?? "";
  if (object === null) return unknown;
  if (overElements.test(method)) return index === 0 ? from([object]) : unknown;
  return method === "reduce" && index <= 1
    ? from([object, ...argumentsOf(call).slice(1)])
    : unknown;
}

/** A source among several origins counts; what is unknown adds nothing. */
function merged(origins: readonly Origin[]): Origin {
  const source = origins.find((each) => each.kind === "source");
  if (source !== undefined) return source;
  const nodes = origins.flatMap((each) => (each.kind === "from" ? each.nodes : []));
  if (nodes.length > 0) return from(nodes);
  return origins.find((each) => each.kind === "unknown") ?? clean;
}
