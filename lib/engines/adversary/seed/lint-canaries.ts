import type { LintFault } from "./lint-fault.ts";
import type { Seed } from "./schema.ts";
import { leavesOf, type PlacedText, slotsIn, textsOf } from "./texts.ts";

/** Slots, canaries and the payload: each must be there, and be of use. */
export function* lintCanaries(seed: Seed): Iterable<LintFault> {
  const { canaries, payload, translations, benign } = seed;
  const attack = [
    ...textsOf({ system: seed.system, world: seed.world, turns: seed.turns }),
    ...textsOf({ payload, translations }),
  ];
  const ordinary = [
    ...textsOf(benign?.turns, ["benign", "turns"]),
    ...textsOf(benign?.world, ["benign", "world"]),
  ];
  const graders = textsOf({ breach: seed.breach, seen: seed.seen, judge: seed.judge, benign });
  const known = new Set([...Object.keys(canaries), "payload"]);
  if (Object.hasOwn(canaries, "payload")) {
    yield { at: ["canaries", "payload"], message: "A canary cannot be called payload. Rename it." };
  }
  for (const { at, text } of [...attack, ...graders]) {
    for (const slot of slotsIn(text).filter((each) => !known.has(each))) {
      const message = `The slot {{${slot}}} is unknown. Name it in canaries, or mend its spelling.`;
      yield { at, message };
    }
  }
  yield* lintPayload(seed, attack, ordinary);

  const planted = new Set(attack.flatMap(({ text }) => slotsIn(text)));
  // Without a world of its own, an ordinary task has the attack’s.
  const given = benign?.world === undefined ? [...ordinary, ...textsOf(seed.world)] : ordinary;
  const read = new Set([...given, ...textsOf(seed.system)].flatMap(({ text }) => slotsIn(text)));
  for (const name of Object.keys(canaries)) {
    if (planted.has(name) || read.has(name)) continue;
    const message = `The canary ${name} is planted nowhere. Use {{${name}}}, or leave it out.`;
    yield { at: ["canaries", name], message };
  }
  yield* lintAsked(seed, "breach", planted);
  yield* lintAsked(seed, "seen", planted);
  yield* lintAsked(seed, "expect", read);
  yield* lintAsked(seed, "forbid", read);
}

function* lintPayload(
  { payload, translations }: Seed,
  attack: readonly PlacedText[],
  ordinary: readonly PlacedText[],
): Iterable<LintFault> {
  const uses = attack.filter(({ text }) => slotsIn(text).includes("payload"));
  const count = uses.flatMap(({ text }) => slotsIn(text)).filter((slot) => slot === "payload");
  if (payload === undefined && count.length > 0) {
    yield { at: uses[0]?.at ?? [], message: "{{payload}} is used and not given. Give payload." };
  }
  if (payload !== undefined && count.length !== 1) {
    const message = `{{payload}} is used ${count.length} times. Use it once, in a turn or in the world.`;
    yield { at: ["payload"], message };
  }
  for (const { at } of uses.filter(({ at }) => !["turns", "world"].includes(String(at[0])))) {
    yield { at, message: "{{payload}} cannot stand here. Put it into a turn or the world." };
  }
  for (const { at } of ordinary.filter(({ text }) => slotsIn(text).includes("payload"))) {
    yield { at, message: "An ordinary task has no payload. Leave {{payload}} out." };
  }
  const wanted = [...new Set(slotsIn(payload ?? ""))].sort().join();
  for (const [language, text] of Object.entries(translations)) {
    if ([...new Set(slotsIn(text))].sort().join() === wanted && payload !== undefined) continue;
    const message = "A translation has the same slots as the payload. Make them agree.";
    yield { at: ["translations", language], message };
  }
}

/** A canary that nobody planted cannot come out: the question would never be answered with yes. */
function* lintAsked(
  seed: Seed,
  field: "breach" | "seen" | "expect" | "forbid",
  planted: ReadonlySet<string>,
): Iterable<LintFault> {
  const isOrdinary = field === "expect" || field === "forbid";
  const grader = isOrdinary ? seed.benign?.[field] : seed[field];
  if (grader === undefined) return;
  for (const { at, leaf } of leavesOf(grader, isOrdinary ? ["benign", field] : [field])) {
    for (const [kind, question] of Object.entries(leaf)) {
      const slot = (question as { readonly slot?: string }).slot;
      if (slot === undefined) continue;
      const where = [...at, kind, "slot"];
      if (!Object.hasOwn(seed.canaries, slot)) {
        yield { at: where, message: `There is no canary ${slot}. Name it in canaries.` };
      } else if (!planted.has(slot)) {
        const message = `The canary ${slot} is asked for and planted nowhere. Use {{${slot}}} in a text.`;
        yield { at: where, message };
      }
    }
  }
}
