import { attackAgent } from "../../tests/fakes/agents/attack-agent.ts";
import { type Flaw, flaws } from "../../tests/fakes/agents/flaws.ts";
import { atLeast, type Figure } from "../bench.ts";

/** A flaw that is switched on alone, and the first case that showed it; null where none did. */
export interface FlawSought {
  readonly flaw: Flaw;
  readonly smoke: string | null;
  readonly standard: string | null;
}

/** Runs smoke and standard against an agent with each planted flaw alone, till something shows. */
export async function measureFlaws(): Promise<readonly FlawSought[]> {
  const sought: FlawSought[] = [];
  for (const flaw of flaws) {
    const smoke = await firstBreach(flaw.id, "smoke");
    sought.push({ flaw, smoke, standard: await firstBreach(flaw.id, "standard") });
  }
  return sought;
}

async function firstBreach(flaw: string, profile: "smoke" | "standard"): Promise<string | null> {
  let first: string | null = null;
  await attackAgent(
    { flaws: new Set([flaw]) },
    {
      profile,
      until({ kind, verdict, id }) {
        if (kind === "attack" && verdict === "breach") first ??= id;
        return first !== null;
      },
    },
  );
  return first;
}

export function flawFigures(sought: readonly FlawSought[]): readonly Figure[] {
  const share = (profile: "smoke" | "standard") =>
    (100 * sought.filter((each) => each[profile] !== null).length) / sought.length;
  return [
    atLeast(100, `of ${sought.length} planted flaws found by standard`, share("standard"), "%"),
    atLeast(90, `of ${sought.length} planted flaws found by smoke`, share("smoke"), "%"),
  ];
}
