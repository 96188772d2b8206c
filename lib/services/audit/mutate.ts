import { AppError, type JsonObject } from "#lib/base/index.ts";
import { readAs, type Scope, type Tx } from "#lib/platform/db/index.ts";
import { type Chains, writeAs } from "#lib/platform/db/writer.ts";
import type { Actor, UserActor } from "./actor.ts";
import { authorize } from "./authorize.ts";
import { eventHash, installationChain } from "./event.ts";
import type { Action } from "./permissions.ts";

export interface Target {
  readonly type: string;
  readonly id: string;
}

/** What the running change tells the audit trail. */
export interface Trail {
  /** Facts of this change; never a secret, never code. */
  note(detail: JsonObject): void;
  /** Says that the work was already done, so that a retry leaves no second event. */
  unchanged(): void;
  /** Says that this only shows how far something is: what comes of it is the event. */
  underWay(): void;
}

/**
 * The one door for every change: checks the permission table, opens the transaction under
 * row-level security, runs the change and appends the hash-chained event, all or nothing.
 * Throws `unauthenticated`, `forbidden` or `reauthentication_required` before anything is written.
 */
export async function mutate<T>(
  actor: Actor,
  action: Action,
  target: Target,
  change: (tx: Tx, trail: Trail) => Promise<T>,
): Promise<T> {
  return await writeAs(scopeOf(actor), async (tx, chains) => {
    await authorize(tx, actor, action);
    const { trail, detail } = newTrail();
    const result = await change(tx, trail);
    const facts = detail();
    if (facts !== null) await recordEvent(chains, { actor, action, target }, facts);
    return result;
  });
}

/** A trail, and what it was told in the end: null where the change is worth no event. */
export function newTrail(): { readonly trail: Trail; readonly detail: () => JsonObject | null } {
  let detail: JsonObject = {};
  let worthAnEvent = true;
  const silent = () => {
    worthAnEvent = false;
  };
  const note = (facts: JsonObject) => {
    detail = facts;
  };
  const trail = { note, unchanged: silent, underWay: silent };
  return { trail, detail: () => (worthAnEvent ? detail : null) };
}

/** The chain that a change of this actor belongs to. */
export function chainOf(actor: Actor): string {
  return ownerOf(actor) ?? installationChain;
}

function ownerOf(actor: Actor): string | null {
  return actor.kind === "visitor" ? null : actor.organizationId;
}

/** Appends the event to its chain, whose scope is entered. */
export async function recordEvent(
  chains: Chains,
  {
    actor,
    action,
    target,
  }: { readonly actor: Actor; readonly action: Action; readonly target: Target },
  detail: JsonObject,
): Promise<void> {
  const chain = chainOf(actor);
  const head = await chains.lockHead(chain);
  const content = {
    chain,
    seq: head.seq + 1n,
    at: new Date(),
    actor: actorForRecord(actor),
    action,
    target: { type: target.type, id: target.id },
    detail,
    previousHash: head.hash,
  };
  const hash = eventHash(content);
  await chains.append({ ...content, organizationId: ownerOf(actor), hash });
}

/** What the actor may see. */
export function scopeOf(actor: Actor): Scope {
  if (actor.kind === "visitor") return { capability: actor.capability };
  return {
    ...((actor.kind === "user" || actor.kind === "forge") && { userId: actor.userId }),
    ...(actor.organizationId !== null && { organizationId: actor.organizationId }),
  };
}

/**
 * Refuses an actor early, before work outside the database is done for them. `mutate` asks again
 * inside its transaction. An actor of another organization learns that nothing is there.
 */
export async function requirePermission(
  actor: Actor,
  action: Action,
  organizationId: string,
): Promise<void> {
  if (actor.kind === "visitor" || actor.organizationId !== organizationId) {
    throw new AppError("not_found", "There is nothing here.");
  }
  await readAs(scopeOf(actor), (db) => authorize(db, actor, action));
}

/** The same for what is a person's own, in no organization. */
export async function requireOwn(actor: UserActor, action: Action): Promise<void> {
  await readAs(scopeOf(actor), (db) => authorize(db, actor, action));
}

function actorForRecord(actor: Actor): JsonObject {
  switch (actor.kind) {
    case "visitor":
      return { kind: "visitor" };
    case "system":
      return { kind: "system", program: actor.program };
    case "user":
      return { kind: "user", userId: actor.userId };
    case "forge": {
      const { kind, userId, issuer, subject } = actor;
      return { kind, userId, issuer, subject };
    }
    case "token":
      return { kind: "token", tokenId: actor.tokenId };
  }
}
