import { z } from "zod";
import { globFault } from "../config/globs.ts";

export const customFolder = ".etna/rules/";
export const maxCustomRules = 200;
export const maxRuleFileBytes = 128 * 1024;

/** As ast-grep names them, in any case. */
export const ruleLanguages = {
  javascript: ["javascript", "js", "jsx"],
  typescript: ["typescript", "ts"],
  tsx: ["tsx"],
  python: ["python", "py"],
  html: ["html"],
  css: ["css"],
} as const;

export type RuleLanguage = keyof typeof ruleLanguages;

const language = z.string().transform((name, context): RuleLanguage => {
  const wanted = name.toLowerCase();
  for (const [key, names] of Object.entries(ruleLanguages)) {
    if ((names as readonly string[]).includes(wanted)) return key as RuleLanguage;
  }
  context.addIssue(`no such language; there are ${Object.keys(ruleLanguages).join(", ")}`);
  return z.NEVER;
});

const globs = z
  .array(
    z.string().superRefine((pattern, context) => {
      const fault = globFault(pattern);
      if (fault !== null) context.addIssue(`a path pattern ${fault}`);
    }),
  )
  .max(100);

/** What ast-grep itself judges: it says which part of a rule it cannot use. */
const ruleObject = z
  .record(z.string(), z.unknown())
  .refine((rule) => Object.keys(rule).length > 0, "must say what to look for");
const ruleName = z.string().regex(/^[\w-]{1,64}$/, "must be a plain name");

/** One document of a file in `.etna/rules`: ast-grep's rule format, without what Etna does not do. */
export const customRuleSchema = z.strictObject({
  id: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/,
      "must be 1 to 64 letters, digits, and - _ . between them",
    ),
  language,
  severity: z
    .enum(["critical", "high", "medium", "low", "error", "warning", "info", "hint", "off"])
    .default("medium"),
  message: z.string().trim().min(1).max(500),
  note: z.string().max(4000).optional(),
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
  rule: ruleObject,
  constraints: z.record(z.string().regex(/^[A-Z_][A-Z0-9_]{0,63}$/), ruleObject).optional(),
  utils: z
    .record(ruleName, ruleObject)
    .refine((utils) => Object.keys(utils).length <= 50, "must have at most 50 entries")
    .optional(),
  fix: z.string().max(4000).optional(),
  metadata: z
    .looseObject({
      cwe: z.union([z.number().int(), z.string().regex(/^(?:CWE-)?\d{1,6}\b/i)]).optional(),
    })
    .optional(),
  files: globs.min(1).optional(),
  ignores: globs.optional(),
});

export type CustomDocument = z.infer<typeof customRuleSchema>;

/** A rule of a repository's own: plain data, so that another process can make the rule of it. */
export interface CustomDefinition extends CustomDocument {
  /** Where it stands. */
  readonly path: string;
  readonly line: number;
}

export function customId({ id }: Pick<CustomDocument, "id">): string {
  return `custom/${id}`;
}

export function isCustomRule(ruleId: string): boolean {
  return ruleId.startsWith("custom/");
}
