import type { z } from "zod";
import { readStrictYaml as readDocuments, type StrictDocument } from "#lib/base/strict-yaml.ts";
import type { ScanProblem } from "../rule.ts";

export type { StrictDocument };

/** Deeper than any rule a person writes. */
const maxDepth = 40;

/** The documents of a file of a repository; what cannot be read is a problem of its line. */
export function readStrictYaml(
  path: string,
  text: string,
): { readonly documents: readonly StrictDocument[]; readonly problems: readonly ScanProblem[] } {
  const { documents, faults } = readDocuments(text, maxDepth);
  return { documents, problems: faults.map((fault) => ({ path, ...fault })) };
}

/** What zod complains of, each with its line and, for an unknown field, with what is allowed. */
export function problemsOf(
  path: string,
  document: StrictDocument,
  prefix: readonly PropertyKey[],
  error: z.ZodError,
  allowed: (at: readonly PropertyKey[]) => readonly string[],
): ScanProblem[] {
  return flat(error.issues).map((issue) => {
    const at = [...prefix, ...issue.path];
    const name = at.map(String).join(".");
    if (issue.code === "unrecognized_keys") {
      const [key = ""] = issue.keys;
      const whole = name === "" ? key : `${name}.${key}`;
      const may = allowed(at).join(", ");
      const line = document.lineOf([...at, key]);
      return { path, line, message: `\`${whole}\` is unknown.${may && ` Allowed here: ${may}.`}` };
    }
    const message = `${name === "" ? "The file" : `\`${name}\``}: ${issue.message}`;
    return {
      path,
      line: document.lineOf(at),
      message: message.endsWith(".") ? message : `${message}.`,
    };
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

function reach(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(
    0,
    ...issues.map(({ path, code }) => path.length + (code === "unrecognized_keys" ? 1 : 0)),
  );
}
