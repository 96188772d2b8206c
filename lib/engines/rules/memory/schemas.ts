import { z } from "zod";
import { severities } from "#lib/base/index.ts";
import type { FileResult } from "../scan-job.ts";

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const place = z.number().int().min(1);
const path = z.string().min(1).max(4096);

const finding = z.strictObject({
  ruleId: z.string().max(200),
  fingerprint: digest,
  severity: z.enum(severities),
  cwe: z.string().regex(/^CWE-\d+$/),
  title: z.string().max(1000),
  message: z.string().max(20_000),
  path,
  startLine: place,
  startColumn: place,
  endLine: place,
  endColumn: place,
  frame: z.strictObject({ startLine: place, lines: z.array(z.string().max(1000)).max(40) }),
  fixable: z.boolean(),
});

const result = z.strictObject({
  findings: z.array(finding).default([]),
  ignored: z.array(finding.extend({ ignoreReason: z.string().min(1) })).default([]),
  ignoreMarks: z
    .array(
      z.strictObject({
        path,
        line: place,
        ruleId: z.string().max(200),
        fault: z.enum(["no_reason", "unknown_rule", "excuses_nothing"]),
      }),
    )
    .default([]),
  reads: z.array(z.strictObject({ path: path.nullable(), sha256: digest.nullable() })).default([]),
});

/** Of most files. */
const nothing: FileResult = { findings: [], ignored: [], ignoreMarks: [], reads: [], problems: [] };

/** What the memory holds of a file; null where it is none of it, or another file's. */
export function rememberedResult(text: string, ofPath: string): FileResult | null {
  if (text === "{}") return nothing;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = result.safeParse(value);
  if (!parsed.success) return null;
  const { findings, ignored, ignoreMarks, reads } = parsed.data;
  const places = [...findings, ...ignored, ...ignoreMarks];
  if (places.some((each) => each.path !== ofPath)) return null;
  return { findings, ignored, ignoreMarks, reads, problems: [] };
}
