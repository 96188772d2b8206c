import { parseAllDocuments } from "yaml";
import { languageOf } from "./source-file.ts";
import { countSyntaxErrors, parseText } from "./syntax.ts";

/**
 * Whether the text of this file is well-formed, counting only faults that `before` did not have:
 * code is often written for a newer grammar than the parser's. Null where no parser knows the file.
 */
export function parsesAsWellAs(path: string, before: string | null, text: string): boolean | null {
  const errors = syntaxErrors(path, text);
  if (errors === null) return null;
  return errors <= (before === null ? 0 : (syntaxErrors(path, before) ?? 0));
}

function syntaxErrors(path: string, text: string): number | null {
  const language = languageOf(path);
  if (language === "yaml") {
    return parseAllDocuments(text).reduce((sum, document) => sum + document.errors.length, 0);
  }
  if (path.endsWith(".json")) return isJson(text) ? 0 : 1;
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
