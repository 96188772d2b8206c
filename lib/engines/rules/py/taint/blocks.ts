import type { SgNode } from "@ast-grep/napi";
import { kindOf, parts, rememberByTree } from "../../syntax.ts";

/** A node around a definition, with what is asked about it again and again. */
export interface Around {
  readonly node: SgNode;
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  /** Whether every way through it gives the name a value, by name. */
  readonly settles: Map<string, boolean>;
  /** Its parts, read when first asked for. */
  readonly inner: () => readonly Part[];
  /** True where a block never goes on to what follows it. */
  readonly leaves: () => boolean;
}

export interface Part {
  readonly node: SgNode;
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

const remember = rememberByTree<Map<number, Around>>();

/** A node and all around it, innermost first; each is looked at once a file. */
export function aroundOf(root: SgNode, node: SgNode): readonly Around[] {
  const known = remember(root, "around", () => new Map());
  return [node, ...node.ancestors()].map((each) => {
    const id = each.id();
    const found = known.get(id) ?? around(each);
    known.set(id, found);
    return found;
  });
}

function around(node: SgNode): Around {
  let inner: readonly Part[] | undefined;
  let isLeft: boolean | undefined;
  return {
    ...part(node),
    settles: new Map(),
    inner() {
      inner ??= parts(node).map(part);
      return inner;
    },
    leaves() {
      isLeft ??= node.is("block") && leaves(node);
      return isLeft;
    },
  };
}

function part(node: SgNode): Part {
  const { start, end } = node.range();
  return { node, kind: kindOf(node), start: start.index, end: end.index };
}

const leaving = /^(?:return|raise|continue|break)_statement$/;
const leavingCall =
  /^(?:(?:flask\.|self\.)?abort|(?:sys\.)?exit|quit|os\._exit|(?:self\.)?fail|pytest\.fail)$/;

/** True where a block never goes on to what follows it. */
export function leaves(block: SgNode): boolean {
  const last = block.children().findLast((each) => each.isNamed() && !each.is("comment"));
  if (last === undefined) return false;
  if (leaving.test(kindOf(last))) return true;
  const call = last.is("expression_statement") ? parts(last)[0] : undefined;
  return call?.is("call") === true && leavingCall.test(call.field("function")?.text() ?? "");
}

export function holds(part: Part, offset: number): boolean {
  return part.start <= offset && offset < part.end;
}
