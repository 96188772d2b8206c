import { z } from "zod";
import { severities } from "#lib/base/index.ts";
import {
  type CaseSummary,
  type Category,
  categoryIds,
  reportSchema,
  verdicts,
} from "#lib/engines/adversary/index.ts";

const count = z.number().min(0);

/** What a journal’s line says of a case that ended; its transcript is passed over. */
export const caseSummarySchema: z.ZodType<CaseSummary> = z.object({
  id: z.string(),
  seedId: z.string(),
  kind: z.enum(["attack", "benign"]),
  variant: z.string(),
  repetition: count,
  category: z.enum(categoryIds as [Category, ...Category[]]),
  severity: z.enum(severities),
  verdict: z.enum(verdicts),
  reason: z.string(),
  evidence: reportSchema.shape.breaches.element.shape.evidence,
  needsReview: z.string().nullable(),
  confirmed: z.boolean().nullable(),
  requests: count,
  inputTokens: count,
  outputTokens: count,
  costUsd: count.nullable(),
  wallClockMs: count,
});
