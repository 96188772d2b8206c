import { z } from "zod";

// What Etna reads of OASIS SARIF 2.1.0. A member that is not named here is not looked at.

const text = z.string();
const number = z.number();
const level = z.enum(["none", "note", "warning", "error"]);

const multiformat = z.object({ text: text.optional(), markdown: text.optional() });

const artifactLocation = z.object({
  uri: text.optional(),
  uriBaseId: text.optional(),
  index: number.int().optional(),
});

const toolComponentReference = z.object({ name: text.optional(), index: number.int().optional() });

const descriptorReference = z.object({
  id: text.optional(),
  index: number.int().optional(),
  toolComponent: toolComponentReference.optional(),
});

const descriptor = z.object({
  id: text,
  name: text.optional(),
  shortDescription: multiformat.optional(),
  fullDescription: multiformat.optional(),
  help: multiformat.optional(),
  helpUri: text.optional(),
  messageStrings: z.unknown().optional(),
  defaultConfiguration: z.object({ level: level.optional() }).optional(),
  relationships: z.array(z.object({ target: descriptorReference })).optional(),
  properties: z.unknown().optional(),
});

const component = z.object({
  name: text.min(1),
  rules: z.array(descriptor).max(25_000).optional(),
  globalMessageStrings: z.unknown().optional(),
});

const region = z.object({
  startLine: number.optional(),
  startColumn: number.optional(),
  endLine: number.optional(),
  endColumn: number.optional(),
});

export const resultSchema = z.object({
  ruleId: text.optional(),
  ruleIndex: number.int().optional(),
  rule: descriptorReference.optional(),
  kind: z
    .enum(["notApplicable", "pass", "fail", "review", "open", "informational"])
    .default("fail"),
  level: level.optional(),
  baselineState: z.enum(["new", "unchanged", "updated", "absent"]).optional(),
  message: multiformat.extend({ id: text.optional(), arguments: z.array(text).optional() }),
  locations: z
    .array(
      z.object({
        physicalLocation: z
          .object({ artifactLocation: artifactLocation.optional(), region: region.optional() })
          .optional(),
      }),
    )
    .optional(),
  suppressions: z
    .array(z.object({ status: z.enum(["accepted", "underReview", "rejected"]).optional() }))
    .nullish(),
  taxa: z.array(descriptorReference).optional(),
  fingerprints: z.unknown().optional(),
  partialFingerprints: z.unknown().optional(),
  properties: z.unknown().optional(),
});

export const runSchema = z.object({
  tool: z.object({ driver: component, extensions: z.array(component).max(1000).optional() }),
  results: z.array(z.unknown()).nullish(),
  artifacts: z.array(z.object({ location: artifactLocation.optional() })).optional(),
  originalUriBaseIds: z.unknown().optional(),
  automationDetails: z.object({ id: text.optional() }).optional(),
  invocations: z.array(z.object({ executionSuccessful: z.boolean().optional() })).optional(),
  versionControlProvenance: z.array(z.object({ revisionId: text.optional() })).optional(),
});

export const logSchema = z.object({
  version: z.literal("2.1.0", "Etna reads SARIF 2.1.0."),
  runs: z.array(z.unknown()).max(100),
});

export const baseSchema = artifactLocation;

export type SarifRun = z.infer<typeof runSchema>;
export type SarifResult = z.infer<typeof resultSchema>;
export type SarifRule = z.infer<typeof descriptor>;
export type ArtifactLocation = z.infer<typeof artifactLocation>;
