import type { SgNode } from "@ast-grep/napi";
import { findKinds, rememberByTree, startOf } from "../syntax.ts";
import { pyImports, pyRebinds } from "./names.ts";

/** A call whose function's full name is known, such as `subprocess.run` for `from subprocess import run`. */
export interface NamedCall {
  readonly call: SgNode;
  readonly callee: SgNode;
  readonly list: SgNode;
  readonly name: string;
}

const rememberImported = rememberByTree<ReadonlyMap<string, string | null>>();
const rememberCalls = rememberByTree<readonly NamedCall[]>();

/** The full name behind each name that an import binds; null where two imports disagree. */
function importedNames(root: SgNode): ReadonlyMap<string, string | null> {
  return rememberImported(root, "names", () => {
    const names = new Map<string, string | null>();
    for (const { local, module, name, node } of pyImports(root)) {
      const whole = name === null && !node.is("aliased_import");
      const bound = whole ? local.replace(/\..*$/s, "") : local;
      const full = whole ? bound : name === null ? module : `${module}.${name}`;
      names.set(bound, (names.get(bound) ?? full) === full ? full : null);
    }
    return names;
  });
}

/** The full name of an imported function, class or module, or null; aliases are seen through. */
export function qualifiedName(root: SgNode, node: SgNode): string | null {
  if (!node.is("identifier") && !node.is("attribute")) return null;
  const text = node.text();
  const [, local = "", rest = ""] = /^(\w+)((?:\.\w+)*)$/.exec(text) ?? [];
  const full = importedNames(root).get(local) ?? null;
  return full === null || pyRebinds(root, local) ? null : full + rest;
}

/** Calls of imported functions whose full name matches. */
export function callsNamed(root: SgNode, pattern: RegExp): NamedCall[] {
  return namedCalls(root).filter(({ name }) => pattern.test(name));
}

function namedCalls(root: SgNode): readonly NamedCall[] {
  return rememberCalls(root, "calls", () =>
    allCalls(root).flatMap((call) => {
      const callee = call.field("function");
      const list = call.field("arguments");
      if (callee === null || !list?.is("argument_list")) return [];
      const name = qualifiedName(root, callee);
      return name === null ? [] : [{ call, callee, list, name }];
    }),
  );
}

const rememberAll = rememberByTree<readonly SgNode[]>();

export function allCalls(root: SgNode): readonly SgNode[] {
  return rememberAll(root, "calls", () => findKinds(root, "call"));
}

/** The full name of the function that `node` calls; null for another expression. */
export function calledName(root: SgNode, node: SgNode | null): string | null {
  const callee = node?.is("call") ? node.field("function") : null;
  return callee === null ? null : qualifiedName(root, callee);
}

/** True where a plain name is Python's own function: the file gives it no other meaning. */
export function isBuiltin(root: SgNode, callee: SgNode | null): boolean {
  if (!callee?.is("identifier")) return false;
  return !importedNames(root).has(callee.text()) && !pyRebinds(root, callee.text());
}

/** Calls of a built-in function of one of these names. */
export function builtinCalls(root: SgNode, ...names: readonly string[]): SgNode[] {
  return allCalls(root).filter((call) => {
    const callee = call.field("function");
    return names.includes(callee?.text() ?? "") && isBuiltin(root, callee);
  });
}

export function namedCallAt(calls: readonly NamedCall[], start: number): NamedCall | undefined {
  return calls.find(({ call }) => startOf(call) === start);
}
