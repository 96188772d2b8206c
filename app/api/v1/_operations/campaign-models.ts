import { z } from "zod";
import {
  campaignCapsSchema,
  gatePolicySchema,
  profileNames,
  reportSchema,
  verdicts,
} from "#lib/services/campaigns/index.ts";
import { time } from "./models.ts";

const profile = z.enum(profileNames);
const verdict = z.enum(verdicts);
const count = z.number().int();
const costUsd = z.number().nullable().describe("US dollars; null where no price is known.");

export const campaign = z
  .object({
    id: z.string(),
    number: count,
    targetId: z.string(),
    target: z.string().describe("Its name."),
    state: z
      .enum(["queued", "running", "succeeded", "failed", "canceled"])
      .describe("succeeded: it came to its end. What it found is in `gate`."),
    cause: z.enum(["request", "schedule", "retry"]),
    profile,
    counts: z.object({
      planned: count,
      breach: count,
      resisted: count,
      inconclusive: count,
      error: count,
      not_tested: count,
    }),
    requests: count,
    inputTokens: count,
    outputTokens: count,
    costUsd,
    gate: z
      .enum(["passed", "failed", "unjudged", "too_little"])
      .nullable()
      .describe("What the gate says; null until there is a report."),
    outcome: z.string().nullable().describe("What came of it, or why it stopped."),
    cancelRequested: z.boolean(),
    createdAt: time,
    startedAt: time.nullable(),
    endedAt: time.nullable(),
  })
  .meta({ id: "Campaign" });

const related = z.object({ id: z.string(), number: count }).nullable();

export const campaignDetail = z
  .object({
    ...campaign.shape,
    seed: z.string(),
    suite: z.string().nullable().describe("SHA-256, hex, of the seeds and transforms."),
    policy: gatePolicySchema,
    caps: campaignCapsSchema,
    baseline: related,
    retryOf: related,
    reportSha256: z
      .string()
      .nullable()
      .describe("SHA-256, hex, of the report’s canonical JSON (RFC 8785)."),
    report: reportSchema.nullable(),
  })
  .meta({ id: "CampaignDetail" });

export const target = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.string(),
    origin: z.string().describe("The one origin that everything is sent to."),
    capabilities: z.array(z.string()),
    ownership: z.object({
      state: z.enum(["unproven", "proven", "lapsed"]),
      method: z.enum(["well_known", "dns", "header"]).nullable(),
      provenAt: time.nullable(),
      checkedAt: time.nullable(),
      reason: z.string().nullable().describe("Why it is not proven, or no longer."),
    }),
    repository: z.object({ id: z.string(), name: z.string() }).nullable(),
    schedule: z.enum(["none", "daily", "weekly"]),
    profile,
    createdAt: time,
    archivedAt: time.nullable(),
    lastCampaign: campaign.nullable(),
  })
  .meta({ id: "AttackTarget" });

export const targetDetail = z
  .object({
    ...target.shape,
    spec: z
      .record(z.string(), z.unknown())
      .describe("The target file; of secrets it holds the names alone."),
    secretNames: z.array(z.string()).describe("Which secrets have a value. No value is ever read."),
    policy: gatePolicySchema,
    caps: campaignCapsSchema,
  })
  .meta({ id: "AttackTargetDetail" });

export const campaignCase = z
  .object({
    caseId: z.string().describe("As SEED/VARIANT/REPETITION."),
    position: count,
    seedId: z.string(),
    title: z.string().nullable(),
    category: z.string(),
    variant: z.string(),
    repetition: count,
    kind: z.enum(["attack", "benign"]),
    severity: z.enum(["critical", "high", "medium", "low"]),
    verdict: verdict.nullable().describe("Null while it is under way."),
    reason: z.string().nullable(),
    evidence: reportSchema.shape.breaches.element.shape.evidence,
    confirmed: z.boolean().nullable(),
    needsReview: z.string().nullable(),
    requests: count,
    inputTokens: count,
    outputTokens: count,
    costUsd,
    wallClockMs: count,
    hasTranscript: z.boolean(),
    findingId: z.string().nullable(),
    begunAt: time,
    endedAt: time.nullable(),
  })
  .meta({ id: "CampaignCase" });
