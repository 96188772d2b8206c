import type { SgNode } from "@ast-grep/napi";

/**
 * Where the value of an expression comes from, as a language and a kind of danger see it. `unknown` is
 * a value whose maker stands outside the file: it is no finding, because precision comes first.
 */
export type Origin =
  /** `at` is where it stands, if that is found by looking further than this node. */
  | { readonly kind: "source"; readonly what: string; readonly at?: SgNode }
  | { readonly kind: "clean" }
  | { readonly kind: "unknown" }
  | { readonly kind: "from"; readonly nodes: readonly SgNode[] };

/** The way of a stranger's value to a sink, from the source on. */
export interface Flow {
  readonly source: SgNode;
  /** What the source is, in words, such as "the query of the request". */
  readonly what: string;
  /** Nodes that the value passes, the sink's own expression last. */
  readonly steps: readonly SgNode[];
}

/** More expressions than this behind one sink are generated code, or made to stall a scan. */
const maxNodes = 400;

/**
 * Walks back from an expression to what it is made of, nearest first, until a source is met. Each
 * node is looked at once, so a cycle of assignments ends.
 */
export function trace(sink: SgNode, originOf: (node: SgNode) => Origin): Flow | null {
  const cameFrom = new Map<number, SgNode | null>([[sink.id(), null]]);
  const queue = [sink];
  for (let at = 0; at < queue.length && at < maxNodes; at++) {
    const node = queue[at] as SgNode;
    const origin = originOf(node);
    if (origin.kind === "source") {
      const steps = stepsFrom(node, cameFrom);
      return { source: origin.at ?? node, what: origin.what, steps };
    }
    if (origin.kind !== "from") continue;
    for (const next of origin.nodes) {
      if (cameFrom.has(next.id())) continue;
      cameFrom.set(next.id(), node);
      queue.push(next);
    }
  }
  return null;
}

function stepsFrom(source: SgNode, cameFrom: ReadonlyMap<number, SgNode | null>): SgNode[] {
  const steps: SgNode[] = [];
  for (let node: SgNode | null = source; node !== null; node = cameFrom.get(node.id()) ?? null) {
    steps.push(node);
  }
  return steps;
}
