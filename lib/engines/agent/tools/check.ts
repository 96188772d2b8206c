import { z } from "zod";
import type { ValidationCheck } from "#lib/engines/patch/index.ts";
import type { Checks } from "../ports.ts";
import { refused, type Tool } from "./tool.ts";

const input = z.object({ name: z.string().max(64).optional() });

/** The named validators, and no command: nothing of the repository is ever run. */
export function checkTool({ ids }: Pick<Checks, "ids">): Tool {
  return {
    name: "check",
    description: "Runs one of Etna's own validators on what is changed so far, or all of them.",
    parameters: {
      type: "object",
      properties: { name: { type: "string", enum: [...ids] } },
      additionalProperties: false,
    },
    async use(given, { checks, copy }) {
      const parsed = input.safeParse(given);
      const name = parsed.data?.name;
      if (!parsed.success || (name !== undefined && !ids.includes(name))) {
        return refused(`check takes one of: ${ids.join(", ")}.`);
      }
      const changes = copy.changes();
      if (changes.length === 0) return refused("nothing is changed yet.");
      const results = await checks.run(changes, name);
      return {
        parts: [{ data: cardText(results), from: "checks" }],
        checks: results,
        note: `checked: ${results.map(({ id, outcome }) => `${id} ${outcome}`).join(", ")}`,
      };
    },
  };
}

export function cardText(results: readonly ValidationCheck[]): string {
  return results
    .map(({ title, outcome, summary }) => `${outcome}: ${title}. ${summary}`)
    .join("\n");
}
