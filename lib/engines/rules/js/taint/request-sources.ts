import type { SgNode } from "@ast-grep/napi";
import { calledName } from "./expression.ts";
import { packageOf } from "./modules.ts";
import { type RequestPlace, requestPlace } from "./requests.ts";

/** The part of a request that a value stands in: who can choose it for whom depends on it. */
export type RequestPart = "query" | "params" | "body" | "headers" | "cookies" | "url" | "form";

export interface RequestSource {
  readonly part: RequestPart;
  /** In words, such as "the query of the request". */
  readonly what: string;
  /** May be an object or a list of the sender's making, where the code expects a string. */
  readonly nested: boolean;
}

const words: Readonly<Record<RequestPart, string>> = {
  query: "the query of the request",
  params: "the path of the request",
  body: "the body of the request",
  headers: "a header of the request",
  cookies: "a cookie of the request",
  url: "the address of the request",
  form: "a form of the request",
};

const members: Readonly<Record<string, RequestPart>> = {
  query: "query",
  querystring: "query",
  searchParams: "query",
  params: "params",
  body: "body",
  rawBody: "body",
  headers: "headers",
  header: "headers",
  cookies: "cookies",
  url: "url",
  originalUrl: "url",
  href: "url",
  path: "url",
  nextUrl: "url",
};

const offered: Readonly<Record<string, RegExp>> = {
  express: /^(?:query|params|body|rawBody|headers|cookies|url|originalUrl|path)$/,
  fastify: /^(?:query|params|body|headers|cookies|url|originalUrl)$/,
  koa: /^(?:query|querystring|params|headers|header|cookies|url|originalUrl|href|path)$/,
  web: /^(?:url|nextUrl|headers|cookies)$/,
  route: /^(?:params|searchParams|query)$/,
};

/** The source that an expression reads from a request, or null. */
export function sourceAt(node: SgNode, path: readonly string[]): RequestSource | null {
  const place = requestPlace(node, path);
  return place === null ? null : sourceIn(place);
}

function sourceIn({ kind, path }: RequestPlace): RequestSource | null {
  if (kind === "chunk") return source("body", false);
  if (kind === "form") return source("form", false);
  const [first = "", second = ""] = path;
  if (kind === "koa" && first === "request") {
    if (second === "body" || second === "rawBody") return source("body", true);
    return offered.koa?.test(second) ? source(members[second], false) : null;
  }
  if (kind === "koa" && first === "req" && second === "url") return source("url", false);
  if (offered[kind]?.test(first) !== true) return null;
  if (first === "nextUrl" && second === "searchParams") return source("query", false);
  const nested = first === "body" || (kind === "express" && first === "query");
  return source(members[first], nested);
}

function source(part: RequestPart | undefined, nested: boolean): RequestSource | null {
  return part === undefined ? null : { part, what: words[part], nested };
}

/** The query in an address of a request that was taken apart: `new URL(req.url).searchParams`. */
export function queryOfAddress(
  address: SgNode | undefined,
  path: readonly string[],
): RequestSource | null {
  if (address === undefined || !/^(?:searchParams|query|search)$/.test(path[0] ?? "")) return null;
  return sourceAt(address, [])?.part === "url" ? source("query", false) : null;
}

const bodyReaders = /^(?:json|text|formData|blob|arrayBuffer|bytes)$/;

/** The source that a call reads: `req.get("x")`, `await request.json()`, `cookies().get("x")`. */
export function sourceOfCall(call: SgNode): RequestSource | null {
  const callee = call.field("function");
  const object = callee?.field("object") ?? null;
  if (callee?.is("identifier") && /^(?:cookies|headers)$/.test(callee.text())) {
    const { module } = packageOf(callee) ?? {};
    return module === "next/headers" ? source(members[callee.text()], false) : null;
  }
  const place = object === null ? null : requestPlace(object);
  if (place === null) return null;
  const method = calledName(call);
  const depth = place.path.join(".");
  if (place.kind === "web" && depth === "" && bodyReaders.test(method)) {
    return source(method === "formData" ? "form" : "body", method === "json");
  }
  const reads =
    (depth === "" && /^(?:express|koa)$/.test(place.kind)) ||
    (depth === "request" && place.kind === "koa");
  if (!reads) return null;
  if (/^(?:get|header)$/.test(method)) return source("headers", false);
  return method === "param" ? source("params", true) : null;
}
