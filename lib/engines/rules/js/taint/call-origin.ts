import type { SgNode } from "@ast-grep/napi";
import { parts } from "../../syntax.ts";
import type { Origin } from "../../taint/trace.ts";
import { isFunction } from "../scope.ts";
import { dangers, isSourceFor } from "./danger.ts";
import { argumentsOf, bare, calledName, isTaggedTemplate } from "./expression.ts";
import { functionOf, returnsOf } from "./functions.ts";
import { queryOfAddress, sourceOfCall } from "./request-sources.ts";
import { requestPlace } from "./requests.ts";
import { schemaCall } from "./schemas.ts";
import { clean, from, unknown, type Walk } from "./walk.ts";

/** Functions whose result holds what they are given. */
const handsOn =
  /^(?:String|decodeURI|decodeURIComponent|encodeURI|unescape|atob|btoa|structuredClone|JSON\.(?:parse|stringify)|Object\.(?:assign|values|entries|keys|fromEntries|freeze)|Array\.(?:from|of)|Buffer\.from|Promise\.(?:all|resolve)|String\.raw|(?:path\.(?:posix\.|win32\.)?)?(?:join|resolve|normalize|basename)|url\.(?:parse|resolve|format)|(?:querystring|qs)\.(?:parse|stringify)|util\.format|format|(?:_|lodash)\.(?:trim|toString|merge|assign|pick|omit|cloneDeep|clone|get|template))$/;
const made = /^(?:URL|String|URLSearchParams|Array|Map|Set|Buffer|Object)$/;
/** Methods of a text, list or map whose result is no part of it. */
const asks =
  /^(?:test|includes|indexOf|lastIndexOf|startsWith|endsWith|has|every|some|findIndex|charCodeAt|codePointAt|localeCompare|search|push|unshift|forEach|getTime|valueOf|hasOwnProperty|toFixed|delete|clear|pipe|on|once)$/;
const joins = /^(?:concat|join|replace|replaceAll|padStart|padEnd|with|splice|fill)$/;
const safeByName =
  /escape|sanit|clean|encode|quote|valid|whitelist|allow|slug|strip|purify|hash|digest|safe/i;
const numbers =
  /^(?:Number|parseInt|parseFloat|BigInt|Boolean|Math\.\w+|Number\.\w+|Date\.now|isNaN)$/;

export function originOfCall(
  walk: Walk,
  call: SgNode,
  path: readonly string[],
  depth: number,
): Origin {
  const callee = call.field(call.is("new_expression") ? "constructor" : "function");
  if (callee === null) return unknown;
  const text = callee.text();
  if (isTaggedTemplate(call)) {
    const template = call.field("arguments");
    return text === "String.raw" && template !== null ? from([template]) : unknown;
  }
  const args = argumentsOf(call);
  if (numbers.test(text)) return clean;
  const address = /^(?:URL|(?:url\.)?parse)$/.test(text) ? args[0] : undefined;
  const source =
    walk.requests === false ? null : (sourceOfCall(call) ?? queryOfAddress(address, path));
  if (source !== null) {
    return isSourceFor(source, walk.danger)
      ? { kind: "source", what: source.what, at: call }
      : clean;
  }
  const schema = schemaCall(call, path);
  if (schema !== null) {
    if (schema.checked === "closed") return clean;
    if (walk.danger === "nosql") return schema.checked === "string" ? clean : unknown;
    return walk.originAt(schema.value, [], depth + 1);
  }
  if (dangers[walk.danger].cleans?.test(text) === true) return clean;
  if (call.is("new_expression")) return made.test(text) ? from(args) : unknown;
  const own = callee.is("parenthesized_expression") ? bare(callee) : callee;
  const fn = functionOf(own);
  if (fn !== null) return originOfOwn(walk, call, fn, path, depth);
  if (handsOn.test(text)) return from(args.map(spreadValue));
  return originOfMethod(walk, call, path, depth);
}

function spreadValue(node: SgNode): SgNode {
  return node.is("spread_element") ? (parts(node)[0] ?? node) : node;
}

/** A function of the file: what it returns, given what this call gives it. */
function originOfOwn(
  walk: Walk,
  call: SgNode,
  fn: SgNode,
  path: readonly string[],
  depth: number,
): Origin {
  if (safeByName.test(calledName(call))) return unknown;
  const entered = walk.entered.get(fn.id()) ?? [];
  walk.entered.set(fn.id(), [...entered, call]);
  const results = returnsOf(fn).map((each) => bare(each));
  const [key] = path;
  if (key === undefined || key === "*") return from(results);
  const only = results.length === 1 ? results[0] : undefined;
  return only?.is("object") ? walk.originAt(only, path, depth + 1) : from(results);
}

function originOfMethod(walk: Walk, call: SgNode, path: readonly string[], depth: number): Origin {
  const callee = call.field("function");
  const object = callee?.field("object") ?? null;
  if (callee === null || object === null) return unknown;
  const facts = dangers[walk.danger];
  const method = calledName(call);
  const args = argumentsOf(call);
  // A method of the request itself, of a package or of `this` is its own affair.
  if (isWholeRequest(object) || object.is("this")) return unknown;
  if (asks.test(method)) return clean;
  if (facts.methods?.test(method) === true) return clean;
  if (/^replace(?:All)?$/.test(method)) {
    const pattern = args[0];
    if (pattern?.is("regex") && facts.removes?.test(pattern.text()) === true) return unknown;
    if (pattern?.is("string") && facts.removes?.test(pattern.text()) === true) return unknown;
  }
  if (safeByName.test(method)) return unknown;
  const [callback] = args;
  if (/^(?:map|flatMap|then|reduce)$/.test(method) && callback !== undefined) {
    const fn = functionOf(callback);
    if (numbers.test(callback.text())) return clean;
    if (fn === null) return callback.text() === "String" ? from([object]) : unknown;
    return safeByName.test(callback.text().slice(0, 40)) && !isFunction(callback)
      ? unknown
      : from(returnsOf(fn));
  }
  if (!isTextual.test(method)) return unknown;
  const added = joins.test(method) ? args.filter((each) => !isFunction(each)) : [];
  const inside = /^(?:get|getAll|at)$/.test(method) ? [] : path;
  const base = walk.originAt(object, inside, depth + 1);
  if (base.kind === "source" || added.length === 0) return base;
  return from(base.kind === "from" ? [...base.nodes, ...added] : added);
}

function isWholeRequest(node: SgNode): boolean {
  const place = requestPlace(node);
  return place?.path.length === 0 && !/^(?:form|chunk)$/.test(place.kind);
}

/** Methods of texts, lists, maps, forms and addresses that give back what they hold. */
const isTextual =
  /^(?:toString|trim|trimStart|trimEnd|toLowerCase|toUpperCase|replace|replaceAll|slice|substring|substr|concat|join|split|padStart|padEnd|repeat|normalize|at|charAt|get|getAll|values|keys|entries|filter|find|findLast|sort|reverse|flat|pop|shift|splice|with|fill|match|matchAll|decode|toReversed|toSorted|catch|finally|text|json)$/;
