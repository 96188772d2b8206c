import { AppError } from "#lib/base/index.ts";
import type { Turn } from "../seed/schema.ts";
import type { Conversation, SessionRequest, Target, TargetFailure } from "../target.ts";
import { World } from "../world/world.ts";
import { toBePlanted } from "./planted.ts";
import type { PreparedAttempt } from "./prepare-attempt.ts";

/** The conversations of one attempt: one for each session and person, on one world. */
export class Conversations {
  readonly world: World | null;
  readonly #prepared: PreparedAttempt;
  readonly #target: Target;
  readonly #open = new Map<string, { readonly session: number; readonly talk: Conversation }>();
  /** Nobody can guess it: it is all that keeps one attempt’s tools from another’s. */
  readonly #attempt = crypto.randomUUID();

  constructor(prepared: PreparedAttempt, target: Target) {
    this.#prepared = prepared;
    this.#target = target;
    this.world = target.capabilities.has("tools") ? new World(prepared.world) : null;
  }

  /** The conversation that a turn belongs to. A new session ends all earlier ones, so that they are kept. */
  async for({ session, as }: Pick<Turn, "session" | "as">): Promise<Conversation | TargetFailure> {
    const key = `${session} ${as}`;
    const known = this.#open.get(key);
    if (known !== undefined) return known.talk;
    await this.close((each) => each < session);
    const talk = await openOrFail(this.#target, this.#request(session, as));
    if (!("ok" in talk)) this.#open.set(key, { session, talk });
    return talk;
  }

  /** One that shares nothing with the others, for one request of a burst. */
  apart({ session, as }: Pick<Turn, "session" | "as">): Promise<Conversation | TargetFailure> {
    const world = this.world === null ? null : new World(this.#prepared.world);
    const attempt = crypto.randomUUID();
    return openOrFail(this.#target, { ...this.#request(session, as), attempt, world });
  }

  async close(which: (session: number) => boolean = () => true): Promise<void> {
    const ended = [...this.#open].filter(([, { session }]) => which(session));
    for (const [key] of ended) this.#open.delete(key);
    await Promise.all(ended.map(([, { talk }]) => talk.close()));
  }

  #request(session: number, as: SessionRequest["as"]): SessionRequest {
    const { system } = this.#prepared;
    const plant = toBePlanted(this.#prepared);
    return { attempt: this.#attempt, session, as, system, world: this.world, plant };
  }
}

/** A target that cannot be opened did not answer; anything else that is thrown is a fault of ours. */
async function openOrFail(
  target: Target,
  request: SessionRequest,
): Promise<Conversation | TargetFailure> {
  try {
    return await target.open(request);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { message } = error;
    return {
      ok: false,
      failure: "unavailable",
      status: null,
      message,
      wallClockMs: 0,
      requests: 0,
    };
  }
}
