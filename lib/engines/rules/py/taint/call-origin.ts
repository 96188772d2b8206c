import type { SgNode } from "@ast-grep/napi";
import { parts } from "../../syntax.ts";
import type { Origin } from "../../taint/trace.ts";
import { builtText } from "../text-parts.ts";
import { handsOn, handsOnMethod, isCleaned, namedCleaner } from "./cleaners.ts";
import { argumentFor, calledFunction, returnedBy } from "./functions.ts";
import { hostIsFixed } from "./prefix.ts";
import { qualified } from "./qualified.ts";
import { requestSource } from "./sources.ts";
import { clean, from, unknown, type View } from "./view.ts";

export function callOrigin(view: View, call: SgNode): Origin {
  const { root, danger } = view;
  const callee = call.field("function");
  const list = call.field("arguments");
  if (callee === null || list === null) return unknown;
  const args = parts(list);
  const name = qualified(root, callee);
  if (isCleaned(name ?? callee.text(), danger)) return clean;
  const local = calledFunction(root, call);
  if (local !== null) return localCall(view, call, local);
  if (name !== null && handsOn.test(name)) return handedOn(view, name, args);
  const object = callee.is("attribute") ? callee.field("object") : null;
  const method = callee.field("attribute")?.text() ?? "";
  if (object === null) return unknown;
  if (view.requests !== false && requestSource(root, callee) !== null) return from([callee]);
  if (namedCleaner(method) || !handsOnMethod.test(method)) return unknown;
  if (args.some((each) => /^type\s*=\s*(?:int|float|bool|uuid\.UUID|UUID)\b/.test(each.text())))
    return clean;
  if (
    danger === "path" &&
    method === "replace" &&
    /^["'](?:\.\.\/?|\/)["']/.test(args[0]?.text() ?? "")
  )
    return clean;
  if (danger === "redirect" && method === "lstrip" && /^["']\//.test(args[0]?.text() ?? ""))
    return clean;
  if (method === "format") return formatted(view, call, object, args);
  if (method === "join") return from([object, ...args]);
  if (method === "replace" || /^(?:get|pop|setdefault)$/.test(method))
    return from([object, args[1]]);
  return from(method === "joinpath" ? [object, ...args] : [object]);
}

function handedOn({ danger }: View, name: string, args: readonly SgNode[]): Origin {
  if (name === "urllib.parse.urljoin")
    return from(danger === "request" || danger === "redirect" ? args : args.slice(0, 2));
  if (name === "map" || name === "filter") {
    return args[0] !== undefined && /^(?:int|float|bool)$/.test(args[0].text())
      ? clean
      : from(args.slice(1));
  }
  if (name === "min" || name === "max" || name === "getattr") return from([args[0], args[2]]);
  return args.length === 0 ? clean : from(args);
}

function formatted(view: View, call: SgNode, object: SgNode, args: readonly SgNode[]): Origin {
  if (
    view.danger === "html" &&
    object.is("call") &&
    /\bMarkup$/.test(object.field("function")?.text() ?? "")
  ) {
    return clean;
  }
  const built = builtText(call);
  if (built === null) return from([object, ...args]);
  const fixed = view.danger === "request" || view.danger === "redirect";
  const open = fixed ? hostIsFixed(view.root, built.parts) : built.parts;
  return from(open.flatMap((part) => (part.kind === "value" && !part.number ? [part.node] : [])));
}

/** A function within a function within …: deeper ones are unknown. */
const maxDepth = 4;
const maxSteps = 120;

function localCall(view: View, call: SgNode, fn: SgNode): Origin {
  const known = view.calls.get(call.id());
  if (known !== undefined) return known;
  if (view.depth.now >= maxDepth || namedCleaner(fn.field("name")?.text() ?? "")) return unknown;
  // What calls itself brings in nothing new.
  view.calls.set(call.id(), unknown);
  view.depth.now++;
  const found = from(broughtBack(view, call, fn));
  view.depth.now--;
  view.calls.set(call.id(), found);
  return found;
}

/** What a function of the file gives back: what this call hands to its parameters, and sources within. */
function broughtBack(view: View, call: SgNode, fn: SgNode): SgNode[] {
  const { root, originOf } = view;
  const queue = [...returnedBy(root, fn)];
  const seen = new Set(queue.map((node) => node.id()));
  const ends: SgNode[] = [];
  for (let at = 0; at < queue.length && at < maxSteps; at++) {
    const node = queue[at] as SgNode;
    if (isParameterOf(fn, node)) {
      const given = argumentFor(call, fn, node.text());
      if (given !== null) ends.push(given);
      continue;
    }
    const origin = originOf(node);
    if (origin.kind === "source") ends.push(node);
    if (origin.kind !== "from") continue;
    for (const next of origin.nodes) {
      if (seen.has(next.id())) continue;
      seen.add(next.id());
      queue.push(next);
    }
  }
  return ends;
}

function isParameterOf(fn: SgNode, node: SgNode): boolean {
  if (!node.is("identifier")) return false;
  const list = fn.field("parameters");
  const around = node.parent();
  if (list === null || around === null) return false;
  return (
    around.id() === list.id() ||
    (around.parent()?.id() === list.id() && around.field("value")?.id() !== node.id())
  );
}
