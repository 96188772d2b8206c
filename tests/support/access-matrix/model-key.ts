import type { SignInWorld } from "../sign-in-world.ts";
import type { Team } from "../team.ts";
import { plant } from "./words.ts";

export const newKey = () => `sk-${plant()}`;

/** A key of the fake models, by a name that nobody else has. */
export async function addModelKey({ s, models, world }: SignInWorld, team: Team) {
  const { organizationId } = team;
  // Many are made to be tried on, and an organization has twenty at most.
  await world.database.query(
    `DELETE FROM model_keys WHERE id IN (SELECT id FROM model_keys WHERE organization_id = $1
       ORDER BY created_at OFFSET 1)`,
    [organizationId],
  );
  const name = plant();
  const { id } = await s.modelKeys.addModelKey(team.as("admin"), organizationId, {
    provider: "openai-compatible",
    key: newKey(),
    address: models.urlOf("openai-compatible"),
    name,
    model: "qwen3-coder",
    monthlyBudgetUsd: null,
  });
  return { id, name };
}
