import type { SgNode } from "@ast-grep/napi";
import { findKinds, parts, rememberByTree } from "../../syntax.ts";
import { calledName } from "./expression.ts";

/** A name that is written after its declaration, with the assignment that does it. */
export interface Write {
  readonly name: SgNode;
  readonly by: SgNode;
}

export interface FileIndex {
  /** Calls and `new`, by the last name of what is called. */
  readonly calls: ReadonlyMap<string, readonly SgNode[]>;
  readonly writes: ReadonlyMap<string, readonly Write[]>;
  /** Calls that add to a list, by the list's name. */
  readonly additions: ReadonlyMap<string, readonly SgNode[]>;
  /** Assignments to a member, by the member's text: `this.pool`, `filter.name`. */
  readonly memberWrites: ReadonlyMap<string, readonly SgNode[]>;
}

const remember = rememberByTree<FileIndex>();

/** What a file calls and assigns, in one walk. */
export function fileIndex(root: SgNode): FileIndex {
  return remember(root, "", () => {
    const calls = new Map<string, SgNode[]>();
    const additions = new Map<string, SgNode[]>();
    const writes = new Map<string, Write[]>();
    const memberWrites = new Map<string, SgNode[]>();
    for (const call of findKinds(root, "call_expression", "new_expression")) {
      const name = calledName(call);
      put(calls, name, call);
      if (name !== "push" && name !== "unshift") continue;
      const list = call.field("function")?.field("object");
      if (list?.is("identifier")) put(additions, list.text(), call);
    }
    const kinds = ["assignment_expression", "augmented_assignment_expression"] as const;
    for (const by of findKinds(root, ...kinds)) {
      const left = by.field("left");
      if (left === null) continue;
      if (left.is("member_expression")) put(memberWrites, left.text(), by);
      for (const name of namesOf(left)) put(writes, name.text(), { name, by });
    }
    return { calls, additions, writes, memberWrites };
  });
}

function put<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

function namesOf(left: SgNode): SgNode[] {
  if (left.is("identifier")) return [left];
  if (!left.is("object_pattern") && !left.is("array_pattern")) return [];
  return parts(left).flatMap(targetNames);
}

function targetNames(part: SgNode): SgNode[] {
  if (part.is("shorthand_property_identifier_pattern")) return [part];
  const inner = part.field("value") ?? part.field("left");
  if (inner !== null) return targetNames(inner);
  return part.is("rest_pattern") ? parts(part).flatMap(targetNames) : namesOf(part);
}
