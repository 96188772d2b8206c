import { AppError, isAppError, type Workspace } from "#lib/base/index.ts";
import type { Entry, TaskEnd } from "./entry.ts";
import { Helper } from "./helper.ts";
import type { Answer, Ask, Ground, Task } from "./protocol.ts";

export interface Pool {
  readonly size: number;
  run<Kind extends Task["kind"]>(task: Task & { readonly kind: Kind }): Promise<TaskEnd<Kind>>;
  /** Ends every process at once. What still runs ends as stopped. */
  close(): void;
}

export interface PoolOptions {
  readonly size: number;
  readonly ground: Ground;
  readonly workspace: Workspace;
  readonly ruleTimeMs: number;
}

const lookEveryMs = 50;
const startWithinMs = 60_000;

/**
 * Processes that work off one queue. A task that takes longer than one rule may is ended with its
 * process and begun anew in another, which says what it is at: so the rule is known that took too
 * long, and other tasks lose nothing.
 */
export function openPool(options: PoolOptions): Pool {
  const { size, ground, workspace, ruleTimeMs } = options;
  const queue: Entry[] = [];
  const helpers = new Set<Helper>();
  let nextId = 0;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;

  const answer = (ask: Ask) => answerOf(workspace, ask);
  const feed = (helper: Helper) => {
    while (helper.hasRoom && queue.length > 0) {
      const entry = queue.shift();
      if (entry !== undefined) helper.give(entry);
    }
  };
  const start = () => {
    const helper = new Helper(ground, answer, {
      feed: () => feed(helper),
      ended: () => lost(helper, true),
    });
    helpers.add(helper);
    feed(helper);
  };
  const lost = (helper: Helper, crashed: boolean) => {
    if (!helpers.delete(helper) || isClosed) return;
    helper.kill();
    const { active, rest } = helper.leftover();
    queue.unshift(...rest);
    if (active !== undefined) {
      if (!active.tells) queue.unshift({ ...active, tells: true });
      else active.end({ kind: "stopped", ...helper.begun, crashed });
    } else if (crashed && !helper.wasReady) {
      for (const entry of queue.splice(0)) {
        entry.end({ kind: "failed", message: "A process of the scan could not start." });
      }
      return;
    }
    start();
  };
  const look = () => {
    for (const helper of helpers) {
      if (helper.busyMs() > ruleTimeMs) lost(helper, false);
      else if (helper.startsSinceMs() > startWithinMs) lost(helper, true);
    }
  };
  return {
    size,
    run(task) {
      return new Promise((resolve) => {
        if (isClosed) return resolve({ kind: "failed", message: "The scan has ended." });
        const tells = ground.definitions.length > 0 || task.kind !== "scan";
        queue.push({ id: nextId++, task, tells, end: resolve as Entry["end"] });
        timer ??= setInterval(look, lookEveryMs);
        if (helpers.size < size && [...helpers].every((each) => each.isBusy)) start();
        for (const helper of helpers) feed(helper);
      });
    },
    close() {
      isClosed = true;
      clearInterval(timer);
      for (const helper of helpers) {
        helper.kill();
        const { active, rest } = helper.leftover();
        queue.push(...(active === undefined ? rest : [active, ...rest]));
      }
      for (const entry of queue.splice(0)) {
        entry.end({ kind: "failed", message: "The scan has ended." });
      }
    },
  };
}

async function answerOf(workspace: Workspace, ask: Ask): Promise<Answer> {
  try {
    switch (ask.what) {
      case "list":
        return { files: await workspace.list() };
      case "skipped":
        return { skipped: await workspace.skipped() };
      case "read":
        return { bytes: await workspace.read(ask.path) };
    }
  } catch (error) {
    const known = error instanceof AppError ? error : null;
    const message = known?.message ?? "The workspace cannot be read.";
    if (isAppError(error, "not_found")) return { code: "not_found", message };
    if (isAppError(error, "unavailable")) return { code: "unavailable", message };
    return { code: isAppError(error, "too_large") ? "too_large" : "internal", message };
  }
}
