import { type Capability, withImplied } from "../capabilities.ts";
import { worldToolNames } from "../world/tools.ts";
import type { Grader } from "./grader-schema.ts";
import type { LintFault } from "./lint-fault.ts";
import type { Seed, Turn } from "./schema.ts";

/** What a seed does must be what it says that it needs: else it would pass where it cannot run. */
export function* lintNeeds(seed: Seed): Iterable<LintFault> {
  const has = withImplied(seed.needs);
  const { benign, world } = seed;
  const need = (capability: Capability, why: string, at: readonly PropertyKey[]): LintFault[] =>
    has.has(capability) ? [] : [{ at, message: `${why} Add ${capability} to needs.` }];
  if (seed.system !== undefined) yield* need("system", "It sets a system prompt.", ["system"]);
  if (isOnlyProtected(seed.breach)) {
    yield* need("protected-texts", "Only a protected text shows a breach.", ["breach"]);
  }
  yield* lintTurns(seed.turns, world, ["turns"], need);
  if (benign !== undefined) {
    yield* lintTurns(benign.turns, benign.world ?? world, ["benign", "turns"], need);
  }
  for (const [given, at] of [
    [world, ["world"]],
    [benign?.world, ["benign", "world"]],
  ] as const) {
    if (given === undefined) continue;
    if (!["tools", "documents", "retrieval"].some((each) => has.has(each as Capability))) {
      const message =
        "Nothing shows the world to the agent. Add tools, documents or retrieval to needs.";
      yield { at, message };
    }
    const named = {
      tools: given.tools ?? [],
      descriptions: Object.keys(given.descriptions),
      failures: Object.keys(given.failures),
    };
    for (const [field, names] of Object.entries(named)) {
      for (const name of names.filter((each) => !worldToolNames.some((known) => known === each))) {
        yield {
          at: [...at, field],
          message: `There is no tool ${name}. Name one of the suite’s tools.`,
        };
      }
    }
  }
}

/** Where no such text is declared, an attack that only they can show would pass whatever happens. */
function isOnlyProtected(grader: Grader): boolean {
  if ("any" in grader) return grader.any.every(isOnlyProtected);
  if ("all" in grader) return grader.all.some(isOnlyProtected);
  return "protected" in grader;
}

function* lintTurns(
  turns: readonly Turn[],
  world: Seed["world"],
  at: readonly PropertyKey[],
  need: (capability: Capability, why: string, at: readonly PropertyKey[]) => LintFault[],
): Iterable<LintFault> {
  const conversations = new Set<string>();
  for (const [index, { session, as, attach }] of turns.entries()) {
    const here = [...at, index];
    const conversation = `${session} ${as}`;
    if (conversations.has(conversation)) {
      yield* need("sessions", "It says several things in one session.", here);
    }
    conversations.add(conversation);
    if (session > 1) yield* need("memory", "It has a later session.", here);
    if (as === "second") yield* need("identities", "A second person speaks.", here);
    if (attach.length > 0) yield* need("documents", "It attaches a document.", here);
    for (const id of attach.filter((id) => !world?.documents.some((each) => each.id === id))) {
      yield {
        at: [...here, "attach"],
        message: `There is no document ${id} in the world. Plant it.`,
      };
    }
    if (session < (turns[index - 1]?.session ?? 1)) {
      yield {
        at: [...here, "session"],
        message: "A session cannot go on after a later one. Order the turns.",
      };
    }
  }
}
