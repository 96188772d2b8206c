import type { SgNode } from "@ast-grep/napi";
import { kindOf, rememberByTree, startOf } from "../../syntax.ts";
import { functionsIn, isFunction, resolve } from "../scope.ts";
import { argumentsOf, bare, calledName, isAccess, keyOf } from "./expression.ts";
import { handedTo, type Parameter, parameterOf, parametersOf, patternOf } from "./functions.ts";
import { loads } from "./modules.ts";
import { placeInPattern } from "./pattern.ts";

/** How a framework hands a request to its handlers: where its members are and what they hold. */
export type RequestKind = "express" | "fastify" | "koa" | "web" | "route" | "form" | "chunk";

/** A request, or a place in one: `req` is [], `req.query` is ["query"]. */
export interface RequestPlace {
  readonly kind: RequestKind;
  readonly path: readonly string[];
}

const maxDepth = 6;
const rememberKind = rememberByTree<{ readonly kind: RequestKind | null }>();
const verbs = /^(?:get|post|put|patch|delete|del|all|use|route|on)$/;
const routers = /(?:^|\.)(?:app|router|routes?|server|api|fastify|\w*[rR]outer|\w*App)$/;
const methods = /^(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/;

/** Follows members, names and destructuring back to a request; null where there is none behind them. */
export function requestPlace(
  node: SgNode,
  path: readonly string[] = [],
  depth = 0,
): RequestPlace | null {
  if (depth > maxDepth) return null;
  const inner = bare(node);
  if (isAccess(inner)) {
    const object = inner.field("object");
    return object === null ? null : requestPlace(object, [keyOf(inner), ...path], depth + 1);
  }
  if (!inner.is("identifier") && !inner.is("shorthand_property_identifier")) return null;
  const found = resolve(inner);
  if (found === null) return null;
  const whole = [...placeInPattern(found.name).path, ...path];
  const parameter = parameterOf(found);
  if (parameter !== null) {
    const kind = kindOfParameter(parameter);
    return kind === null ? null : { kind, path: whole };
  }
  const value = found.by.is("variable_declarator") ? found.by.field("value") : null;
  if (value === null || found.by.parent()?.text().startsWith("let")) return null;
  return requestPlace(value, whole, depth + 1);
}

const rememberAny = rememberByTree<boolean>();

/** Whether any function of the file is handed a request: without one, nothing has to be followed. */
export function handlesRequests(root: SgNode): boolean {
  return rememberAny(root, "any", () => {
    if (loads(root, "next/headers")) return true;
    return functionsIn(root).some((of) =>
      parametersOf(of).some((node, index) => kindOfParameter({ of, index, node }) !== null),
    );
  });
}

function kindOfParameter(parameter: Parameter): RequestKind | null {
  const root = parameter.of.getRoot().root();
  const key = String(startOf(parameter.node));
  return rememberKind(root, key, () => ({ kind: judge(parameter, root) })).kind;
}

function judge(parameter: Parameter, root: SgNode): RequestKind | null {
  const { of, index, node } = parameter;
  const all = parametersOf(of);
  const next = all[index + 1];
  const byType = typedKind(node, root);
  if (byType !== undefined) return byType;
  const name = nameOf(node);
  const following = next === undefined ? "" : nameOf(next);
  if (/^_?re(?:s|sponse|sp)$/.test(following)) {
    if (/^_?req(?:uest)?$/.test(name) || patternOf(node).is("object_pattern")) return "express";
  }
  if (/^_?rep(?:ly)?$/.test(following)) {
    if (/^_?req(?:uest)?$/.test(name) || patternOf(node).is("object_pattern")) return "fastify";
  }
  const exported =
    of.parent()?.is("export_statement") || of.parent()?.parent()?.parent()?.is("export_statement");
  const own = of.field("name")?.text() ?? of.parent()?.field("name")?.text() ?? "";
  if (exported === true && methods.test(own)) return index === 0 ? "web" : "route";
  if (index === 0 && own === "getServerSideProps") return "route";
  const isPage =
    exported === true &&
    of
      .parent()
      ?.children()
      .some((each) => each.is("default"));
  if (isPage === true && index === 0 && /\b(?:searchParams|params)\b/.test(name)) return "route";
  return handedKind(parameter, name, root);
}

/** A function of a file or body that is marked as a server action is called by whoever sends the form. */
function isServerAction(parameter: SgNode): boolean {
  const holders = [...parameter.ancestors()].filter((each) =>
    /^(?:statement_block|program)$/.test(kindOf(each)),
  );
  const own = parameter.ancestors().find(isFunction)?.field("body");
  return [...holders, ...(own == null ? [] : [own])].some((each) =>
    /^\{?\s*["']use[ ]server["']/.test(each.text().slice(0, 80)),
  );
}

function nameOf(parameter: SgNode): string {
  return patternOf(parameter).text();
}

/** What the declared type says; undefined where it says nothing of requests. */
function typedKind(parameter: SgNode, root: SgNode): RequestKind | null | undefined {
  const type = parameter.field("type")?.text().replace(/^:\s*/, "");
  if (type === undefined) return undefined;
  if (/^FastifyRequest\b/.test(type)) return "fastify";
  if (/^NextRequest\b/.test(type)) return "web";
  if (/^(?:NextApiRequest|(?:http\.)?IncomingMessage|express\.Request)\b/.test(type))
    return "express";
  if (/^FormData\b/.test(type)) return isServerAction(parameter) ? "form" : null;
  if (/^(?:Koa\.)?(?:Context|ParameterizedContext|RouterContext)\b/.test(type)) {
    return loads(root, "koa|@koa/router|koa-router") ? "koa" : undefined;
  }
  if (!/^Request\b/.test(type)) return undefined;
  return loads(root, "express(?:-serve-static-core)?") ? "express" : "web";
}

/** A handler that stands in the call which registers it. */
function handedKind({ of, index }: Parameter, name: string, root: SgNode): RequestKind | null {
  const handed = handedTo(of);
  if (handed === null) return null;
  const { call } = handed;
  const callee = call.field("function");
  const object = callee?.field("object") ?? null;
  const method = calledName(call);
  const event = argumentsOf(call)[0]?.text().slice(1, -1);
  if (method === "on" && event === "data" && index === 0 && object !== null) {
    return requestPlace(object)?.path.length === 0 ? "chunk" : null;
  }
  if (index !== 0 || object === null || !verbs.test(method) || method === "on") return null;
  const receiver =
    kindOf(object) === "call_expression" ? object.field("function")?.field("object") : object;
  if (!routers.test(receiver?.text() ?? "")) return null;
  if (/^(?:ctx|context)$/.test(name))
    return loads(root, "koa|@koa/router|koa-router") ? "koa" : null;
  if (loads(root, "fastify")) return "fastify";
  return loads(root, "express") ? "express" : null;
}
