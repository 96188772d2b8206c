import type { SgNode } from "@ast-grep/napi";
import type { TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { findKinds, replaceNode, startOf } from "../syntax.ts";
import { isDeliberate } from "./guards.ts";
import { keyText } from "./objects.ts";

/** An option of a library that is unsafe when it has this literal value. */
export interface UnsafeFlag {
  readonly value: "true" | "false";
  readonly message: string;
  /** Text of the calls around, the nearest first, among which one must match. */
  readonly within: RegExp;
}

/** Around each, calls are looked at that may be long. */
const maxFlags = 100;

/** Options `key: true` or `key: false` in a call of the right kind. */
export function unsafeFlags(
  file: SourceFile,
  flags: Readonly<Record<string, UnsafeFlag>>,
): { readonly pair: SgNode; readonly flag: UnsafeFlag }[] {
  const root = file.root();
  if (root === null) return [];
  const set = findKinds(root, "pair").flatMap((pair) => {
    const key = keyText(pair);
    const flag = Object.hasOwn(flags, key) ? flags[key] : undefined;
    return flag === undefined || pair.field("value")?.text() !== flag.value ? [] : [{ pair, flag }];
  });
  return set.slice(0, maxFlags).filter(({ pair, flag }) => {
    return flag.within.test(callsAround(pair)) && !isDeliberate(pair);
  });
}

/** Callees of the calls around, and the names the options are given. */
function callsAround(pair: SgNode): string {
  return pair
    .ancestors()
    .slice(0, 10)
    .flatMap((each) => {
      const callee = each.field("function") ?? each.field("constructor");
      return callee?.text().slice(-80) ?? each.field("key")?.text() ?? [];
    })
    .join(" ");
}

export function turnedFlag(
  file: SourceFile,
  flags: Readonly<Record<string, UnsafeFlag>>,
  start: number,
): TextEdit | null {
  const found = unsafeFlags(file, flags).find(({ pair }) => startOf(pair) === start);
  const value = found?.pair.field("value");
  if (found === undefined || value === null || value === undefined) return null;
  return replaceNode(value, found.flag.value === "true" ? "false" : "true");
}
