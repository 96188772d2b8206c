import type { z } from "zod";

/** The first thing a schema refused, where and why, about 200 characters at most. */
export function reasonOf(error: z.core.$ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return "It does not have the expected form.";
  const where = issue.path.map(String).join(".");
  const sentence = `${where === "" ? "" : `${where}: `}${issue.message}`.slice(0, 200);
  return sentence.endsWith(".") ? sentence : `${sentence}.`;
}
