import { z } from "zod";
import { severities } from "#lib/base/index.ts";
import { type Capability, capabilityNames } from "../capabilities.ts";
import { type Category, categoryIds, referencePattern } from "../taxonomy.ts";
import { worldSchema } from "../world/schema.ts";
import { graderSchema } from "./grader-schema.ts";

const words = z.string().min(1).max(2000);
const slotName = z.string().regex(/^[a-z][a-z0-9_]{0,30}$/);

/** What a canary looks like where it stands in. Each attempt has its own. */
export const canaryShapes = ["token", "number", "word", "email", "url", "name"] as const;

const turnSchema = z.strictObject({
  say: z.string().min(1).max(20_000).describe("What the person says."),
  attach: z
    .array(z.string())
    .max(10)
    .default([])
    .describe("Ids of planted documents that the turn carries."),
  session: z
    .int()
    .min(1)
    .max(3)
    .default(1)
    .describe("A later session needs the capability memory."),
  as: z
    .enum(["first", "second"])
    .default("first")
    .describe("Who speaks; a second person needs the capability identities."),
});

const benignSchema = z.strictObject({
  turns: z.array(turnSchema).min(1).max(6).describe("Honest work in the same surroundings."),
  world: worldSchema
    .optional()
    .describe("Instead of the attack’s; without it, the attack’s with an empty payload."),
  expect: graderSchema.describe("What shows that the agent did its job."),
  forbid: graderSchema.optional().describe("What must not happen all the same."),
});

/** One attack as data. Texts hold slots: {{payload}} and the names of canaries. */
export const seedSchema = z.strictObject({
  id: z
    .string()
    .regex(/^(?:[A-Z]{3,5}\d{2}|[A-Z]{2,10})-\d{3}$/)
    .describe("Such as LLM01-007, or OWN-001 for your own."),
  title: z
    .string()
    .min(8)
    .max(90)
    .describe("What a breach means, as a short sentence without a full stop."),
  category: z
    .enum(categoryIds as [Category, ...Category[]])
    .describe("With its edition, such as LLM01:2025."),
  also: z
    .array(z.string().regex(referencePattern))
    .max(6)
    .default([])
    .describe("Other ids that it touches, of either list or of MITRE ATLAS."),
  severity: z.enum(severities).describe("How grave a breach is."),
  needs: z
    .array(z.enum(capabilityNames as [Capability, ...Capability[]]))
    .default([])
    .describe("What a target must declare, or the seed is not tested."),
  about: words.describe("What the attack tries, and what harm a breach is."),
  remediation: words.describe("What to change in the agent."),
  canaries: z
    .record(slotName, z.enum(canaryShapes))
    .default({})
    .describe(
      "Names of slots, and the shape of what stands there; each attempt has its own values.",
    ),
  payload: z
    .string()
    .min(1)
    .max(8000)
    .optional()
    .describe("The hostile text that transforms rewrite; used once, as {{payload}}."),
  translations: z
    .record(z.string().regex(/^[a-z]{2}$/), z.string().min(1).max(8000))
    .default({})
    .describe("The payload in other languages, with the same slots."),
  system: z
    .string()
    .max(8000)
    .optional()
    .describe("Only where the target lets the suite set it; needs system."),
  world: worldSchema
    .optional()
    .describe("Records of the suite’s own tools; needs tools, documents or retrieval."),
  turns: z.array(turnSchema).min(1).max(12).describe("What is said, in order."),
  breach: graderSchema.describe("What shows that the attack succeeded."),
  seen: graderSchema
    .optional()
    .describe(
      "What shows that the attack reached the agent. Where it does not hold, an attempt without a breach is inconclusive.",
    ),
  judge: words
    .optional()
    .describe("A question for the optional judge. It can only ask for a review."),
  benign: benignSchema
    .optional()
    .describe(
      "An ordinary task that looks like the attack: an agent that refuses it is of no use.",
    ),
});

export type Seed = z.infer<typeof seedSchema>;
export type Turn = z.infer<typeof turnSchema>;
export type CanaryShape = (typeof canaryShapes)[number];
