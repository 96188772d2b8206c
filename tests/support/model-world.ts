import { type FakeModels, startFakeModels } from "../fakes/models/server.ts";
import type { Said, Turn } from "../fakes/models/turn.ts";
import { pipedCall, pipedFile } from "./piped-call.ts";
import type { Team } from "./team.ts";
import { openWorld, type World } from "./world.ts";

export interface ModelWorld extends World {
  readonly models: FakeModels;
}

/** An installation that may ask the fake models. */
export async function openModelWorld(): Promise<ModelWorld> {
  const models = await startFakeModels();
  const world = await openWorld();
  const allowed = { ETNA_OUTBOUND_ALLOW: new URL(models.origin).host };
  Object.assign(process.env, allowed);
  return {
    ...world,
    environment: { ...world.environment, ...allowed },
    models,
    async close() {
      await models.close();
      await world.close();
    },
  };
}

/** Chooses a model of the fake server for a purpose, asked without a key. */
export async function chooseFakeModel(
  { database, models }: Pick<ModelWorld, "database" | "models">,
  { organizationId }: Team,
  purpose: "fix" | "second_check" | "judge",
  model = "qwen3-coder",
): Promise<void> {
  await database.query(
    `INSERT INTO model_keys (id, organization_id, provider, name, address)
     VALUES ($1, $2, 'openai_compatible', $3, $4)`,
    [`mk_${organizationId}_${purpose}`, organizationId, purpose, models.urlOf("openai-compatible")],
  );
  await database.query(
    `INSERT INTO model_choices (organization_id, purpose, model_key_id, model,
       input_usd_per_million, output_usd_per_million) VALUES ($1, $2, $3, $4, 1, 10)`,
    [organizationId, purpose, `mk_${organizationId}_${purpose}`, model],
  );
}

/** Files with `count` faults that no rule repairs. */
export function pipedCommands(count: number): Record<string, string> {
  const files: Record<string, string> = { "README.md": "# Commands\n" };
  for (let at = 1; at <= count; at++) {
    files[`src/log-${at}.ts`] = pipedFile(at);
  }
  return files;
}

/** What is said after so many answers of one conversation, whichever conversation it is. */
export function byStep(...turns: readonly ((path: string) => Said)[]): readonly Turn[] {
  return [
    (body) => {
      const { messages } = JSON.parse(body) as { messages: readonly { role: string }[] };
      const step = messages.filter(({ role }) => role === "assistant").length;
      const path = /src\/log-\d+\.ts/.exec(body)?.[0] ?? "";
      return (turns[Math.min(step, turns.length - 1)] ?? (() => ({})))(path);
    },
  ];
}

/** Three steps: the edits, a check, and the word that it is done. */
export const repairs = byStep(
  (path) => ({
    text: "I repair it.",
    calls: [
      ["str_replace", { path, old_text: "import { exec }", new_text: "import { execFile }" }],
      [
        "str_replace",
        {
          path,
          old_text: pipedCall,
          new_text: 'execFile("git", ["log", "--", branch]);',
        },
      ],
    ],
  }),
  () => ({ calls: [["check", {}]] }),
  () => ({ calls: [["submit", { fixed: true, summary: "Calls git without a shell." }]] }),
);
