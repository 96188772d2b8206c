import type { SkippedPath, WorkspaceFile } from "#lib/base/index.ts";
import type { CustomDefinition } from "../custom/schema.ts";
import type { FileResult, ScanJob } from "../scan-job.ts";

/** What another process is asked to do; all of it plain data. */
export type Task =
  | { readonly kind: "scan"; readonly job: ScanJob }
  /** Whether ast-grep can use a rule: the fault, or null. */
  | { readonly kind: "check"; readonly definition: CustomDefinition }
  /** The file's text without one finding of a repository's own rule, or null. */
  | {
      readonly kind: "repair";
      readonly path: string;
      readonly text: string;
      readonly ruleId: string;
      readonly fingerprint: string;
    };

export interface TaskResults {
  readonly scan: FileResult;
  readonly check: string | null;
  readonly repair: string | null;
}

/** What a process knows before its first task. */
export interface Ground {
  readonly definitions: readonly CustomDefinition[];
  readonly knownIds: readonly string[];
}

export type ToProcess =
  | { readonly kind: "ground"; readonly ground: Ground }
  | { readonly kind: "task"; readonly id: number; readonly task: Task; readonly tells: boolean }
  | { readonly kind: "answer"; readonly id: number; readonly answer: Answer };

export type FromProcess =
  | { readonly kind: "ready" }
  /** Before each rule, where it was asked to tell. */
  | { readonly kind: "begun"; readonly id: number; readonly ruleId: string; readonly fix: boolean }
  | { readonly kind: "done"; readonly id: number; readonly result: TaskResults[Task["kind"]] }
  | { readonly kind: "failed"; readonly id: number; readonly message: string }
  | { readonly kind: "ask"; readonly id: number; readonly ask: Ask };

/** What a process asks of the workspace, which it cannot open itself. */
export type Ask =
  | { readonly what: "list" }
  | { readonly what: "skipped" }
  | { readonly what: "read"; readonly path: string };

export type Answer =
  | { readonly files: readonly WorkspaceFile[] }
  | { readonly skipped: readonly SkippedPath[] }
  | { readonly bytes: Uint8Array }
  | {
      readonly code: "not_found" | "unavailable" | "too_large" | "internal";
      readonly message: string;
    };
