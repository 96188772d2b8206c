import { z } from "zod";
import { maxTroubles } from "#lib/services/findings/index.ts";
import { commit, time, validationCheck } from "./models.ts";

export const run = z
  .object({
    id: z.string(),
    number: z.number().int(),
    kind: z.enum(["scan", "fix"]),
    cause: z
      .enum(["request", "schedule", "push"])
      .describe("Why it began: somebody asked, the day was over, or the default branch changed."),
    state: z.enum(["queued", "running", "succeeded", "failed", "canceled"]),
    title: z.string(),
    repositoryId: z.string(),
    repository: z.string(),
    findingId: z.string().nullable(),
    ruleId: z.string().nullable(),
    task: z.boolean().describe("Of a fix: a person asked for it in their own words."),
    fixId: z.string().nullable(),
    commit: commit.nullable(),
    outcome: z.string().nullable().describe("What came of it, or why it stopped."),
    fixer: z.enum(["rule", "model"]).describe("Who makes the change of a fix."),
    note: z.string().nullable().describe("What a person told the model when they asked once more."),
    retryOf: z.string().nullable().describe("The run that this one is another try of."),
    cancelRequested: z.boolean(),
    createdAt: time,
    endedAt: time.nullable(),
    steps: z.array(
      z.object({
        name: z.string(),
        state: z.enum(["waiting", "running", "done", "failed"]),
        detail: z.string().nullable(),
        startedAt: time.nullable(),
        endedAt: time.nullable(),
      }),
    ),
  })
  .meta({ id: "Run" });

const attempt = z.object({
  number: z.number().int(),
  purpose: z.enum(["fix", "repair", "second_check"]),
  provider: z.string(),
  model: z.string(),
  state: z.enum(["running", "submitted", "ended", "broken_off"]),
  steps: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  costUsd: z.number().nullable().describe("US dollars; null where the price is not known."),
  requests: z.number().int(),
  sentBytes: z.number().int().describe("Bytes of distinct lines of the repository that left."),
  repositoryBytes: z.number().int(),
  startedAt: time,
  endedAt: time.nullable(),
});

const trouble = z.object({
  path: z.string(),
  line: z.number().int().nullable().describe("Null where it is about a whole file."),
  ruleId: z.string().nullable(),
  message: z.string(),
});

export const runDetail = z
  .object({
    ...run.shape,
    checks: z.array(validationCheck),
    troubles: z
      .array(trouble)
      .max(maxTroubles)
      .describe(
        "What a scan could not do as its repository asked: its configuration, its own rules, rules that took too long, comments that excuse nothing. The first 100.",
      ),
    attempts: z.array(attempt).describe("What models did at it, in order; none where a rule did."),
  })
  .meta({ id: "RunDetail" });
