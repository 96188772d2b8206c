import { AppError } from "#lib/base/index.ts";
import { seededRandom } from "../random.ts";
import type { PlannedCase } from "../results.ts";
import type { Grader } from "../seed/grader-schema.ts";
import { payloadPlace } from "../seed/payload-place.ts";
import type { Seed, Turn } from "../seed/schema.ts";
import type { Suite } from "../seed/suite.ts";
import { fillSlots } from "../seed/texts.ts";
import { transforms } from "../transforms/list.ts";
import type { Transformed } from "../transforms/transform.ts";
import { type WorldData, worldSchema } from "../world/schema.ts";
import { canaryOf } from "./canary.ts";
import { filled, filledGrader } from "./fill.ts";

/** A case with its canaries in place, ready to be sent. */
export interface PreparedAttempt {
  readonly case: PlannedCase;
  readonly seed: Seed;
  /** By slot. */
  readonly canaries: Readonly<Record<string, string>>;
  readonly system: string | null;
  readonly world: WorldData;
  readonly turns: readonly Turn[];
  readonly asked: Asked;
}

/** What the attempt is graded by. */
export type Asked =
  | { readonly kind: "attack"; readonly breach: Grader; readonly seen: Grader | undefined }
  | { readonly kind: "benign"; readonly expect: Grader; readonly forbid: Grader | undefined };

/**
 * Fills a planned case. All canaries come from the plan’s seed and the case’s id, so that the same case is
 * the same bytes; `again` makes those of its second run, which says the same with other canaries. A case
 * that the suite does not hold is an `invalid_input`.
 */
export function prepareAttempt(
  suite: Suite,
  planSeed: string,
  planned: PlannedCase,
  again = false,
): PreparedAttempt {
  const seed = suite.seeds.get(planned.seedId);
  if (seed === undefined) {
    const message = `The suite has no seed ${planned.seedId}. Make a plan of this suite.`;
    throw new AppError("invalid_input", message);
  }
  const attempt = again ? `${planned.id}/again` : planned.id;
  const canaries = Object.fromEntries(
    Object.entries(seed.canaries).map(([slot, shape]) => [
      slot,
      canaryOf(shape, [planSeed, attempt, slot]),
    ]),
  );
  const common = {
    case: planned,
    seed,
    canaries,
    system: seed.system === undefined ? null : fillSlots(seed.system, canaries),
  };
  if (planned.kind === "benign") return { ...common, ...ordinary(seed, canaries) };
  return { ...common, ...attack(seed, canaries, planned, `${planSeed}/${planned.id}`) };
}

type Filled = Pick<PreparedAttempt, "world" | "turns" | "asked">;

function ordinary(seed: Seed, canaries: Readonly<Record<string, string>>): Filled {
  if (seed.benign === undefined) {
    throw new AppError("invalid_input", `${seed.id} has no ordinary task. Make a new plan.`);
  }
  const { turns, world, expect, forbid } = seed.benign;
  const values = { ...canaries, payload: "" };
  return {
    world: filled(world ?? seed.world ?? worldSchema.parse({}), values),
    turns: filled(turns, values),
    asked: {
      kind: "benign",
      expect: filledGrader(expect, canaries),
      forbid: filledGrader(forbid, canaries),
    },
  };
}

function attack(
  seed: Seed,
  canaries: Readonly<Record<string, string>>,
  planned: PlannedCase,
  chance: string,
): Filled {
  const { payload, before = [] } = transformed(seed, canaries, planned, chance);
  const values = { ...canaries, payload };
  const at = payloadPlace(seed)?.turn ?? null;
  const turns = seed.turns.flatMap((turn, index): Turn[] => {
    const whole = filled(turn, values);
    if (index !== at) return [whole];
    return [...before.map((say): Turn => ({ ...whole, say, attach: [] })), whole];
  });
  return {
    world: filled(seed.world ?? worldSchema.parse({}), values),
    turns,
    asked: {
      kind: "attack",
      breach: filledGrader(seed.breach, canaries),
      seen: filledGrader(seed.seen, canaries),
    },
  };
}

/** Canaries are put in first, so that what hides the payload hides them as well. */
function transformed(
  seed: Seed,
  canaries: Readonly<Record<string, string>>,
  { variant }: PlannedCase,
  chance: string,
): Transformed {
  const place = payloadPlace(seed);
  const payload = fillSlots(seed.payload ?? "", canaries);
  if (variant === "plain" || place === null) return { payload };
  const transform = transforms.find(({ id }) => id === variant);
  if (transform === undefined) {
    throw new AppError("invalid_input", `There is no transform ${variant}. Make a new plan.`);
  }
  return transform.apply({
    payload,
    channel: place.channel,
    translations: filled(seed.translations, canaries),
    keep: Object.values(canaries),
    random: seededRandom(chance),
  });
}
