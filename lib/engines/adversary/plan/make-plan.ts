import type { Capability } from "../capabilities.ts";
import { seededRandom } from "../random.ts";
import type { Plan, PlannedCase, ProfileName } from "../results.ts";
import type { Suite } from "../seed/suite.ts";
import { splitByCapabilities, stratified } from "./candidates.ts";
import { beginningWithCore, type Choice, chooseAttacks, chooseOrdinary } from "./choose.ts";
import { hasCaseIds, matchesSeed, type PlanFilter, requireKnown, wanted } from "./filter.ts";
import { profiles } from "./profiles.ts";

export interface PlanOptions {
  /** Any text. What chance decides is decided by it. */
  readonly seed: string;
  readonly profile: ProfileName;
  /** As the target declares them. */
  readonly capabilities: ReadonlySet<Capability>;
  readonly only?: PlanFilter | undefined;
}

/**
 * Which cases a profile runs against a target with these capabilities. The same on every machine for
 * the same suite, seed, profile, capabilities and filter. A filter that names what is not there is an
 * `invalid_input`; one that fits nothing makes an empty plan.
 */
export function makePlan(suite: Suite, options: PlanOptions): Plan {
  const { seed, capabilities, only } = options;
  if (only !== undefined) requireKnown(suite, only);
  const profile = profiles[options.profile];
  const { candidates, notTested } = splitByCapabilities(suite, capabilities);
  const ordered = stratified(candidates, seededRandom(`${seed}/order`));
  const random = seededRandom(`${seed}/variants`);
  // Whoever names cases wants these, and no sample of them.
  const all = Number.POSITIVE_INFINITY;
  const sample =
    only === undefined ? profile : { ...profile, attacks: all, plain: all, ordinary: all };
  const chosen = chooseAttacks(ordered, sample, random);
  // Chance chooses among disguises; what each known kind of flaw shows in must not hang on it.
  const isSampled = Number.isFinite(sample.attacks);
  const attacks = isSampled ? beginningWithCore(ordered, chosen) : chosen;
  const ordinary = chooseOrdinary(ordered, sample.ordinary);
  const isEach = only !== undefined && hasCaseIds(only);
  const repetitions = isEach ? maxRepetitions : profile.repetitions;
  const cases: PlannedCase[] = [];
  for (let repetition = 1; repetition <= repetitions; repetition++) {
    const tasks = isEach || repetition <= profile.ordinaryRepetitions ? ordinary : [];
    for (const choice of mixed(attacks, tasks)) {
      const planned = plannedCase(choice, repetition);
      if (only === undefined || wanted(suite, only, profile, planned)) cases.push(planned);
    }
  }
  return {
    suite: suite.digest,
    seed,
    profile: options.profile,
    cases,
    notTested: notTested.filter(
      ({ seedId, category }) => only === undefined || matchesSeed(only, seedId, category),
    ),
  };
}

function plannedCase({ seedId, variant }: Choice, repetition: number): PlannedCase {
  const kind = variant === "benign" ? "benign" : "attack";
  return { id: `${seedId}/${variant}/${repetition}`, seedId, kind, variant, repetition };
}

/** Of any profile. */
const maxRepetitions = 5;

/** Spread evenly, so that a run that is cut short has tried both. */
function mixed(attacks: readonly Choice[], ordinary: readonly Choice[]): readonly Choice[] {
  const out: Choice[] = [];
  let done = 0;
  for (const [index, attack] of attacks.entries()) {
    out.push(attack);
    const due = Math.floor(((index + 1) * ordinary.length) / attacks.length);
    out.push(...ordinary.slice(done, due));
    done = due;
  }
  return [...out, ...ordinary.slice(done)];
}
