import type { SgNode } from "@ast-grep/napi";
import { rememberByTree } from "../syntax.ts";
import { allCalls, calledName, callsNamed } from "./calls.ts";
import { bindingsOf, valueGiven, valuesOf } from "./scope.ts";
import { plainString } from "./style.ts";

/** A call that sends a request over HTTP. */
export interface HttpCall {
  readonly call: SgNode;
  readonly callee: SgNode;
  readonly list: SgNode;
  readonly library: "requests" | "httpx" | "aiohttp";
  /** `get`, `post`, `request`, … */
  readonly method: string;
  /** The session it goes through, as the code names it; null for a function of the module. */
  readonly session: string | null;
}

const methods = /^(?:get|post|put|patch|delete|head|options|request|stream)$/;
const functions = /^(?:requests|httpx)\.(?:get|post|put|patch|delete|head|options|request|stream)$/;
const sessions =
  /^(?:requests\.(?:sessions\.)?[Ss]ession|httpx\.(?:Async)?Client|aiohttp\.(?:client\.)?ClientSession)$/;

const rememberHttp = rememberByTree<readonly HttpCall[]>();

export function httpCalls(root: SgNode): readonly HttpCall[] {
  return rememberHttp(root, "calls", () => [
    ...callsNamed(root, functions).map(({ call, callee, list, name }): HttpCall => {
      const [library = "", method = ""] = name.split(".");
      return { call, callee, list, library: libraryOf(library), method, session: null };
    }),
    ...allCalls(root).flatMap((call) => sessionCall(root, call)),
  ]);
}

function libraryOf(name: string): HttpCall["library"] {
  if (name.startsWith("aiohttp")) return "aiohttp";
  return name.startsWith("httpx") ? "httpx" : "requests";
}

function sessionCall(root: SgNode, call: SgNode): HttpCall[] {
  const callee = call.field("function");
  const list = call.field("arguments");
  const object = callee?.field("object") ?? null;
  const method = callee?.field("attribute")?.text() ?? "";
  if (callee === null || object === null || !list?.is("argument_list")) return [];
  if (!methods.test(method)) return [];
  const library = sessionLibrary(root, object);
  return library === null ? [] : [{ call, callee, list, library, method, session: object.text() }];
}

/** Whose session a variable or `self.name` holds; null where it may hold anything else. */
export function sessionLibrary(root: SgNode, object: SgNode): HttpCall["library"] | null {
  const text = object.text();
  const values = object.is("identifier")
    ? bindingsOf(root, object).map((each) => valueGiven(each, text))
    : /^self\.\w+$/.test(text)
      ? valuesOf(root, text)
      : [];
  const names = values
    .filter((each) => each === null || !each.is("none"))
    .map((each) => calledName(root, each));
  const [first] = names;
  if (first === undefined || !names.every((name) => name !== null && sessions.test(name)))
    return null;
  return first === null ? null : libraryOf(first);
}

/** True for an address of the program itself that no stranger stands on the way to. */
export function isLocalAddress(list: SgNode, method: string): boolean {
  const at = /^(?:request|stream)$/.test(method) ? 1 : 0;
  const address = list.children().filter((each) => each.isNamed() && !each.is("comment"))[at];
  const text = plainString(address ?? null) ?? address?.text().replace(/^[rbf]*["']/i, "") ?? "";
  return /^https?:\/\/(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)(?:[:/]|$)/.test(text);
}
