import type { Scope, Tx } from "#lib/platform/db/index.ts";
import { writeTogether } from "#lib/platform/db/writer.ts";
import type { Actor } from "./actor.ts";
import { authorize } from "./authorize.ts";
import { chainOf, newTrail, recordEvent, scopeOf, type Target, type Trail } from "./mutate.ts";
import type { Action } from "./permissions.ts";

/** A change that shares one step in the middle with others. */
export interface JointChange<In, Out> {
  readonly actor: Actor;
  readonly action: Action;
  readonly target: Target;
  /** Calls `meet` at most once: it answers when every other change has come as far, too. */
  readonly change: (tx: Tx, trail: Trail, meet: (brought: In) => Promise<Out>) => Promise<void>;
}

/**
 * Runs several changes as `mutate` would, in one transaction and one after another, each under its
 * own actor's permission and row-level security. When all have come to their `meet`, `join` does for
 * all of them what they came for, in no one's scope; then each goes on. One that fails fails all.
 */
export async function mutateTogether<In, Out>(
  changes: readonly JointChange<In, Out>[],
  join: (tx: Tx, brought: readonly In[]) => Promise<readonly Out[]>,
): Promise<void> {
  await writeTogether(async (tx, chains, enter) => {
    const parts = changes.map((change) => new Part(change));
    try {
      for (const part of parts) {
        await enter(part.scope);
        await part.toMeeting(tx);
      }
      const met = parts.filter((part) => part.brought !== null);
      await enter({});
      const brought = met.map((part) => part.brought as { readonly value: In });
      const given = await join(
        tx,
        brought.map(({ value }) => value),
      );
      for (const [index, part] of met.entries()) {
        await enter(part.scope);
        await part.toEnd(given[index] as Out);
      }
    } catch (error) {
      for (const part of parts) part.abandon(error);
      throw error;
    }
    // In one order for everyone, so that nobody waits for a chain while holding another's.
    for (const part of parts.sort((a, b) => (a.chain < b.chain ? -1 : 1))) {
      const detail = part.detail();
      if (detail === null) continue;
      await enter(part.scope);
      await recordEvent(chains, part.change, detail);
    }
  });
}

/** One change, halted where it meets the others. */
class Part<In, Out> {
  readonly change: JointChange<In, Out>;
  readonly scope: Scope;
  readonly chain: string;
  readonly #trail = newTrail();
  readonly #given = Promise.withResolvers<Out>();
  brought: { readonly value: In } | null = null;
  #ended: Promise<void> = Promise.resolve();

  constructor(change: JointChange<In, Out>) {
    this.change = change;
    this.scope = scopeOf(change.actor);
    this.chain = chainOf(change.actor);
    // Whoever never came to the meeting is not waiting for it.
    this.#given.promise.catch(() => undefined);
  }

  async toMeeting(tx: Tx): Promise<void> {
    const { actor, action, change } = this.change;
    await authorize(tx, actor, action);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#ended = change(tx, this.#trail.trail, (value) => {
      this.brought = { value };
      resolve();
      return this.#given.promise;
    });
    await Promise.race([promise, this.#ended]);
  }

  async toEnd(given: Out): Promise<void> {
    this.#given.resolve(given);
    await this.#ended;
  }

  /** The transaction is lost: what still waits in this change learns why. */
  abandon(error: unknown): void {
    this.#given.reject(error);
    this.#ended.catch(() => undefined);
  }

  detail() {
    return this.#trail.detail();
  }
}
