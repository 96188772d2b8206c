import { z } from "zod";

// What Etna reads of OSV's API (v1) and of its schema (1.x), https://ossf.github.io/osv-schema/.

const id = z.string().regex(/^[\w.:-]{1,100}$/);

export const batchSchema = z.object({
  results: z.array(
    z
      .object({
        vulns: z.array(z.object({ id })).optional(),
        next_page_token: z.string().optional(),
      })
      .nullable()
      .transform((result) => result ?? {}),
  ),
});

const event = z.object({
  introduced: z.string().optional(),
  fixed: z.string().optional(),
  last_affected: z.string().optional(),
});

export const advisorySchema = z.object({
  id,
  withdrawn: z.string().optional(),
  aliases: z.array(z.string()).default([]),
  summary: z.string().default(""),
  severity: z.array(z.object({ type: z.string(), score: z.string() })).default([]),
  affected: z
    .array(
      z.object({
        package: z.object({ ecosystem: z.string(), name: z.string() }).optional(),
        ranges: z.array(z.object({ type: z.string(), events: z.array(event) })).default([]),
        versions: z.array(z.string()).default([]),
      }),
    )
    .default([]),
  database_specific: z
    .object({ severity: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

export type OsvAdvisory = z.infer<typeof advisorySchema>;
