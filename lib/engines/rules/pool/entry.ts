import type { Task, TaskResults } from "./protocol.ts";

/** How a task ended. Where it was stopped: during which rule, and whether by a crash of its process. */
export type TaskEnd<Kind extends Task["kind"]> =
  | { readonly kind: "done"; readonly result: TaskResults[Kind] }
  | { readonly kind: "failed"; readonly message: string }
  | {
      readonly kind: "stopped";
      readonly ruleId: string | null;
      readonly fix: boolean;
      readonly crashed: boolean;
    };

export interface Entry {
  readonly id: number;
  readonly task: Task;
  /** Asked to say which rule begins: where a stranger's may, else after it was too slow once, because it costs time. */
  tells: boolean;
  readonly end: (end: TaskEnd<Task["kind"]>) => void;
}
