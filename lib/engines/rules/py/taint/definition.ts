import type { SgNode } from "@ast-grep/napi";

/** One place that gives a name a value. */
export interface Definition {
  /** Offset from which the name has the value. */
  readonly at: number;
  /** The assignment, loop, import or parameter. */
  readonly node: SgNode;
  /** What the name then holds or holds a part of; null where the file does not say. */
  readonly value: SgNode | null;
  readonly kind: "value" | "adds" | "import" | "parameter" | "function" | "class";
  /** The constant key of `name["key"] = value`. */
  readonly key?: string;
  /** The dotted name that an import stands for. */
  readonly imported?: string;
}

export interface Scope {
  readonly node: SgNode;
  readonly kind: "module" | "function" | "class" | "comprehension";
  readonly start: number;
  readonly end: number;
  readonly parent: Scope | null;
  readonly definitions: Map<string, Definition[]>;
}
