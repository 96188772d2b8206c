import type { SgNode } from "@ast-grep/napi";
import type { Origin } from "../../taint/trace.ts";
import type { Danger } from "./facts.ts";
import type { Source } from "./sources.ts";

/** What is looked for in one file. */
export interface ViewOptions {
  readonly root: SgNode;
  readonly danger: Danger;
  /** Sources of another kind than the request, such as what a model answered; looked at first. */
  readonly own?: (node: SgNode) => Source | "clean" | null;
  /** Whether requests count as sources, as they do unless said otherwise. */
  readonly requests?: boolean;
}

export interface View extends ViewOptions {
  readonly originOf: (node: SgNode) => Origin;
  /** What calls of the file's own functions give back, by the call's id. */
  readonly calls: Map<number, Origin>;
  /** How deep within such calls it is looked. */
  readonly depth: { now: number };
}

export const clean: Origin = { kind: "clean" };
export const unknown: Origin = { kind: "unknown" };

export function from(nodes: readonly (SgNode | null | undefined)[]): Origin {
  const known = nodes.filter((node): node is SgNode => node !== null && node !== undefined);
  return known.length === 0 ? unknown : { kind: "from", nodes: known };
}
