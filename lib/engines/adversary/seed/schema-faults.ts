import type { z } from "zod";
import type { StrictDocument } from "#lib/base/strict-yaml.ts";
import type { SeedFault } from "./strict-yaml.ts";

/** What the schema complains of, each with its line and field. */
export function schemaFaults(
  path: string,
  document: StrictDocument,
  error: z.ZodError,
): SeedFault[] {
  return flat(error.issues).map((issue) => {
    const at = issue.path;
    if (issue.code === "unrecognized_keys") {
      const [key = ""] = issue.keys;
      const line = document.lineOf([...at, key]);
      const message = `The field \`${[...at, key].map(String).join(".")}\` is unknown. Leave it out, or see its spelling.`;
      return { path, line, message };
    }
    const field = at.length === 0 ? "The file" : `\`${at.map(String).join(".")}\``;
    return { path, line: document.lineOf(at), message: `${field}: ${issue.message}.` };
  });
}

/** Of a choice, the complaint of the form that came nearest: the one that looked furthest inside. */
function flat(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== "invalid_union" || issue.errors.length === 0) return [issue];
    const inner = issue.errors.map((each) => flat(each)).sort((a, b) => reach(b) - reach(a))[0];
    if (inner === undefined || reach(inner) === 0) return [issue];
    return inner.map((each) => ({ ...each, path: [...issue.path, ...each.path] }));
  });
}

/** A form whose own field is missing was not meant. */
function reach(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(
    0,
    ...issues.map(({ path, code, input }) =>
      code === "invalid_type" && input === undefined
        ? 0
        : path.length + (code === "unrecognized_keys" ? 0.5 : 0),
    ),
  );
}
