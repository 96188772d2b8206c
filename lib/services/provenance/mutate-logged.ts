import type { Tx } from "#lib/platform/db/index.ts";
import {
  type Action,
  type Actor,
  type JointChange,
  mutateTogether,
  type Target,
  type Trail,
} from "#lib/services/audit/index.ts";
import { appendEntries, type LoggedEntry } from "./append-entries.ts";
import { installationLog } from "./installation-log.ts";

/** Appends one entry to the installation's log, in the transaction of the change that calls it. */
export type AppendEntry = (body: Uint8Array) => Promise<LoggedEntry>;

type LoggedChange = JointChange<Uint8Array, LoggedEntry>;

/** As many as one head is signed for; they hold the log for a fraction of a second. */
const maxTogether = 128;

const waiting: { readonly change: LoggedChange; readonly done: PromiseWithResolvers<void> }[] = [];
let serving = false;

/**
 * `audit.mutate` for a change that makes an entry in the log: the entry, what the change writes and
 * its event stand together or not at all. Changes that ask while another is under way share the next
 * transaction and one signed head. `change` may run again from its beginning, so its effects are
 * those in the database alone.
 */
export async function mutateLogged(
  actor: Actor,
  action: Action,
  target: Target,
  change: (tx: Tx, trail: Trail, append: AppendEntry) => Promise<void>,
): Promise<void> {
  const done = Promise.withResolvers<void>();
  waiting.push({ change: { actor, action, target, change }, done });
  if (!serving) serveAll().catch(done.reject);
  await done.promise;
}

async function serveAll(): Promise<void> {
  serving = true;
  try {
    while (waiting.length > 0) await serve(waiting.splice(0, maxTogether));
  } finally {
    serving = false;
  }
}

/** Where one of several fails, each is tried for itself: nobody's fault becomes that of another. */
async function serve(batch: typeof waiting): Promise<void> {
  // One order for every process: two that lock the same rows do not wait for each other.
  batch.sort((a, b) => (a.change.target.id < b.change.target.id ? -1 : 1));
  try {
    await commit(batch.map(({ change }) => change));
    for (const { done } of batch) done.resolve();
  } catch (error) {
    const [alone, ...others] = batch;
    if (others.length === 0) alone?.done.reject(error);
    else for (const { change, done } of batch) commit([change]).then(done.resolve, done.reject);
  }
}

async function commit(changes: readonly LoggedChange[]): Promise<void> {
  const log = await installationLog();
  await mutateTogether(changes, (tx, bodies) => appendEntries(tx, log, bodies));
}
