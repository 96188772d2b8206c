import { parseAllDocuments } from "yaml";
import { countDockerfileErrors } from "./docker/instructions.ts";
import { languageOf } from "./source-file.ts";
import { countSyntaxErrors, parseText } from "./syntax.ts";

/**
 * True where `after` has no more syntax errors than `before` had (none, for a new file), so that a
 * file that was broken already does not stop a fix. Null where no parser knows the kind of file.
 */
export function parsesAsWellAs(path: string, before: string | null, after: string): boolean | null {
  const old = before === null ? 0 : knownErrorsIn(path, before);
  const next = errorsIn(path, after);
  return next === null ? null : next <= (old ?? 0);
}

let last: { readonly path: string; readonly text: string; readonly errors: number | null } | null =
  null;

/** One text is changed in many ways, one after another: what it was is parsed once. */
function knownErrorsIn(path: string, text: string): number | null {
  if (last?.path !== path || last.text !== text)
    last = { path, text, errors: errorsIn(path, text) };
  return last.errors;
}

function errorsIn(path: string, text: string): number | null {
  const language = languageOf(path);
  // A lockfile is long, and a parser of YAML slow; what is no plain JSON is read as the YAML it also is.
  if (path.endsWith(".json") && isJson(text)) return 0;
  if (language === "yaml" || /\.jsonc?$/.test(path)) {
    // Broken or not: how many errors its parser counts in one that is nested too deep varies.
    const documents = [...parseAllDocuments(text, { logLevel: "silent" })];
    return documents.some(({ errors }) => errors.length > 0) ? 1 : 0;
  }
  if (language === "dockerfile") return countDockerfileErrors(text);
  const root = parseText(language, text);
  return root === null ? null : countSyntaxErrors(root);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
