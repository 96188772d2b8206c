import { z } from "zod";
import { seedSchema } from "./schema.ts";

/** For editors: what a seed’s file may hold, as JSON Schema 2020-12. */
export function seedJsonSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(seedSchema, { io: "input" }),
    title: "A seed of Agent Etna’s adversarial suite",
  };
}
