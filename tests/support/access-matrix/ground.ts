import { openSignInWorld, type SignInWorld } from "../sign-in-world.ts";
import type { Team } from "../team.ts";
import { gather } from "./gather.ts";
import { furnish, openHouse } from "./house.ts";
import { phantomOf, type Target } from "./target.ts";
import { Canaries } from "./words.ts";

export interface Ground {
  readonly w: SignInWorld;
  readonly a: Team;
  readonly b: Team;
  readonly target: Target;
  readonly phantom: Target;
  readonly canaries: Canaries;
  /** The repository that has everything, as a folder. */
  readonly repositoryPath: string;
}

/** The installation that is attacked: one house full of canaries, and another one that wants them. */
export async function openGround(): Promise<Ground> {
  const w = await openSignInWorld();
  const canaries = new Canaries();
  const a = await openHouse(w, "A", canaries);
  const b = await openHouse(w, "B", canaries);
  const { target, repositoryPath } = await furnish(w, a, canaries);
  await gather(w, a.organizationId, canaries);
  return { w, a, b, target, phantom: phantomOf(), canaries, repositoryPath };
}
