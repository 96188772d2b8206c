import { z } from "zod";
import { severities } from "#lib/base/index.ts";
import { globFault } from "./globs.ts";

/** Where a repository keeps what it asks of Etna. */
export const configPath = ".etna/config.yaml";

const glob = z
  .string()
  .superRefine((pattern, context) => {
    const fault = globFault(pattern);
    if (fault !== null) context.addIssue(`A path pattern ${fault}.`);
  })
  .describe("A path from the root: `*` and `?` within a name, `**` across folders, `{a,b}`.");

const globs = z.array(glob).max(200);
const onOff = z.enum(["on", "off"]);

export const pathsSchema = z
  .strictObject({
    include: globs.min(1).optional().describe("Only files that match one of these are scanned."),
    exclude: globs.optional().describe("Files that match one of these are not scanned."),
  })
  .describe("Which files are scanned. What is left out is listed in every report.");

export const ruleSettingSchema = z.union([
  onOff.describe("Whether the rule runs."),
  z.strictObject({
    enabled: z.boolean().optional().describe("Whether the rule runs."),
    severity: z.enum(severities).optional().describe("How grave its findings are here."),
    paths: z
      .strictObject({ exclude: globs.describe("Where the rule does not look.") })
      .optional()
      .describe("Where the rule does not look."),
  }),
]);

/** A rule's id, or a family with all of its rules. */
export const ruleNamePattern = /^[a-z]+\/(?:\*|[A-Za-z0-9][\w.-]*)$/;

export const budgetsSchema = z
  .strictObject({
    openPullRequests: z
      .number()
      .int()
      .min(0)
      .max(1000)
      .optional()
      .describe(
        "How many proposals may wait at once. It can only lower what the organization allows.",
      ),
    filesMaxKb: z
      .number()
      .int()
      .min(1)
      .max(4096)
      .optional()
      .describe("Larger files are not read. 1024 where nothing is said."),
    ruleTimeMs: z
      .number()
      .int()
      .min(100)
      .max(30_000)
      .optional()
      .describe(
        "A rule that takes longer for one file is stopped there. 2000 where nothing is said.",
      ),
  })
  .describe("What a scan may take.");

const customRulesSchema = onOff.describe(
  "Whether the rules in .etna/rules run. On where nothing is said.",
);

export const configSchema = z.strictObject({
  paths: pathsSchema.optional(),
  rules: z
    .record(z.string().regex(ruleNamePattern), ruleSettingSchema)
    .optional()
    .describe(
      'By rule id ("js/insecure-random") or family ("js/*"): on, off, or more. The id counts more.',
    ),
  budgets: budgetsSchema.optional(),
  customRules: customRulesSchema.optional(),
});

export type EtnaConfig = z.infer<typeof configSchema>;
export type RuleSetting = z.infer<typeof ruleSettingSchema>;

/** JSON Schema (draft 2020-12) of the file, made of what it is read with. */
export function configJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(configSchema) as Record<string, unknown>;
  return { $schema, title: `Agent Etna: ${configPath}`, ...rest };
}
