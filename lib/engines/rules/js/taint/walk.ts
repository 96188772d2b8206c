import type { SgNode } from "@ast-grep/napi";
import type { Origin } from "../../taint/trace.ts";
import type { Danger } from "./danger.ts";

export const clean: Origin = { kind: "clean" };
export const unknown: Origin = { kind: "unknown" };

export function from(nodes: readonly SgNode[]): Origin {
  return { kind: "from", nodes };
}

export interface JsOriginOptions {
  readonly danger: Danger;
  /** Asked before anything else: null where it knows nothing of the node. */
  readonly own?: (node: SgNode, path: readonly string[]) => Origin | null;
  /** False where what a request brings is not what is looked for. */
  readonly requests?: boolean;
}

/** One walk back from a sink: what it knows beside the node. */
export interface Walk extends JsOriginOptions {
  /** Calls through which the walk came into a function, by the function's id. */
  readonly entered: Map<number, SgNode[]>;
  readonly originAt: (node: SgNode, path: readonly string[], depth: number) => Origin;
}
