import type { JsonObject } from "#lib/base/index.ts";

/** What a workflow's function may do between its steps: nothing but call more steps. */
export interface Steps {
  /**
   * Runs `work` and records its result. After a crash a recorded step is not run again; a torn one
   * is, so its outside effects must be idempotent. The result is stored as JSON: never a secret,
   * never code.
   */
  step<T>(name: string, work: (attempt: Attempt) => Promise<T>, retry?: Retry): Promise<T>;
}

export interface Attempt {
  /** No other attempt follows: a step that must not throw says its failure now. */
  readonly last: boolean;
}

/** How often a failing step is tried again; each pause is twice the one before. */
export interface Retry {
  readonly maxAttempts: number;
  readonly firstPauseMs: number;
}

/** Work that survives the process it runs in. Its id is the id of what it works on. */
export interface Workflow<Input extends JsonObject> {
  readonly name: string;
  /**
   * For work that mostly waits for a machine of others: `models` for what a model works at, `attacks`
   * for campaigns, `outside` for the rest. Each has places of its own, so that however long it waits,
   * nothing else does.
   */
  readonly queue?: "outside" | "models" | "attacks";
  run(steps: Steps, input: Input & { readonly organizationId: string }): Promise<void>;
  /**
   * Called when the workflow is given up: it keeps killing its workers, or failed in a way that it
   * has no words for. May be called again, so it must be idempotent.
   */
  abandon(input: Input & { readonly organizationId: string }): Promise<void>;
}

/** A workflow whatever its input: what a list of them holds. */
export type AnyWorkflow = Pick<Workflow<JsonObject>, "name" | "queue"> & {
  run(steps: Steps, input: never): Promise<void>;
  abandon(input: never): Promise<void>;
};
