import type { FileChange } from "#lib/base/index.ts";
import { summarize, type ValidationCheck } from "./validation-check.ts";

/** True when the text is well-formed, false when not, null when no parser knows the file. */
export type ParsePort = (path: string, text: string) => boolean | null;

export function checkParses(changes: readonly FileChange[], parse: ParsePort): ValidationCheck {
  const results = changes.flatMap(({ path, after }) =>
    after === null ? [] : [{ path, parses: parse(path, after) }],
  );
  const parsed = results.filter((result) => result.parses === true);
  const broken = results.filter((result) => result.parses === false);
  const unknown = results.filter((result) => result.parses === null);
  const words = [`${parsed.length} of ${results.length}`];
  if (broken.length > 0) words.push(`broken: ${summarize(broken.map(({ path }) => path))}`);
  if (unknown.length > 0) words.push(`no parser: ${summarize(unknown.map(({ path }) => path))}`);
  return {
    id: "parses",
    title: "Every touched file parses",
    outcome: broken.length > 0 ? "failed" : parsed.length > 0 ? "passed" : "not_run",
    summary: results.length === 0 ? "No file is left to parse" : words.join(", "),
  };
}
