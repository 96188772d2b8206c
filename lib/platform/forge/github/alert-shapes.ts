import { z } from "zod";

/** What is read of GitHub's alerts. */
const place = z.object({
  path: z.string().optional(),
  start_line: z.number().optional(),
  end_line: z.number().optional(),
});
const common = { number: z.number(), html_url: z.string(), state: z.string().nullish() };
const dismissed = {
  dismissed_reason: z.string().nullish(),
  dismissed_comment: z.string().nullish(),
};

export const codeAlert = z.object({
  ...common,
  ...dismissed,
  rule: z.object({
    id: z.string().nullish(),
    description: z.string().optional(),
    full_description: z.string().optional(),
    help: z.string().nullish(),
    severity: z.string().nullish(),
    security_severity_level: z.string().nullish(),
    tags: z.array(z.string()).nullish(),
  }),
  tool: z.object({ name: z.string().optional() }),
  most_recent_instance: z.object({
    message: z.object({ text: z.string().optional() }).optional(),
    location: place.optional(),
  }),
});

const named = z.object({ ecosystem: z.string(), name: z.string() });

export const dependencyAlert = z.object({
  ...common,
  ...dismissed,
  dependency: z.object({ package: named.optional(), manifest_path: z.string().optional() }),
  security_advisory: z.object({
    ghsa_id: z.string(),
    cve_id: z.string().nullish(),
    summary: z.string(),
    description: z.string().optional(),
    severity: z.string(),
    cwes: z.array(z.object({ cwe_id: z.string() })),
  }),
  security_vulnerability: z
    .object({
      package: named.optional(),
      vulnerable_version_range: z.string().nullish(),
      first_patched_version: z.object({ identifier: z.string() }).nullish(),
    })
    .optional(),
});

export const secretAlert = z.object({
  ...common,
  resolution: z.string().nullish(),
  resolution_comment: z.string().nullish(),
  secret_type: z.string().optional(),
  secret_type_display_name: z.string().optional(),
  first_location_detected: place.nullish(),
});

export type CodeAlert = z.infer<typeof codeAlert>;
export type DependencyAlert = z.infer<typeof dependencyAlert>;
export type SecretAlert = z.infer<typeof secretAlert>;
