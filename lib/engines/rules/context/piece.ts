import type { SourceFile } from "../source-file.ts";

/** Lines of a file that help to repair a finding, and how they belong to it. */
export interface ContextPiece {
  readonly path: string;
  /** 1-based, inclusive. */
  readonly startLine: number;
  readonly endLine: number;
  readonly why: "around" | "import" | "type" | "callee" | "test" | "caller";
}

export interface ContextPlace {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** A file by its path, or null where there is none that the rules read. */
export type OpenFile = (path: string) => Promise<SourceFile | null>;
