import { JSONPathEnvironment, type JSONPathQuery, JSONPathRecursionLimitError } from "json-p3";
import { TargetFault } from "./fault.ts";

type JsonValue = Parameters<JSONPathQuery["query"]>[0];

const environment = new JSONPathEnvironment({ maxRecursionDepth: 100 });
// Patterns of one stranger on texts of another: the time that takes has no bound.
for (const name of ["match", "search"]) environment.functionRegister.delete(name);

/** More places than this are no answer that anybody reads. */
const maxPlaces = 2000;

/**
 * What is wrong with a JSONPath (RFC 9535), as the end of a sentence; null where it can be used. What would
 * look at everything for everything is refused, because the documents that it reads come from strangers.
 */
export function pathFault(text: string): string | null {
  const bare = text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "");
  const isWide = bare.split("..").length > 2 || (bare.includes("?") && bare.includes(".."));
  if (isWide) return "looks at too much: use .. once, and not together with a filter";
  if (bare.split(",").length > 5) return "looks at too much: it has more than four commas";
  if (bare.split("$").length > 2) return "may hold $ only once, at its beginning";
  try {
    environment.compile(text);
    return null;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return `is no JSONPath: ${error.message}`;
  }
}

/** The values at a path that `pathFault` let pass; empty where there is nothing. Throws a TargetFault. */
export function valuesAt(path: string, document: unknown): readonly unknown[] {
  const values: unknown[] = [];
  try {
    for (const { value } of environment.lazyQuery(path, document as JsonValue)) {
      if (values.push(value) >= maxPlaces) break;
    }
  } catch (error) {
    if (!(error instanceof JSONPathRecursionLimitError)) throw error;
    throw tooDeep(error);
  }
  return values;
}

/** The values as one text: texts are joined, anything else is written as JSON. Null where there is nothing. */
export function textAt(path: string, document: unknown): string | null {
  const values = valuesAt(path, document);
  if (values.length === 0) return null;
  return values.map(asText).join("");
}

/** Throws a TargetFault for what is nested too deeply to be written. */
export function asText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return "";
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw tooDeep(error);
  }
}

function tooDeep(cause: Error): TargetFault {
  return new TargetFault("malformed", "The answer is nested too deeply to be read.", { cause });
}
