import type { TextRange } from "../rule.ts";
import { jsonMembers } from "./json-members.ts";

/** Where the key of each location stands in a lockfile. */
export function lockPlaces(lockText: string): ReadonlyMap<string, TextRange> {
  const places = new Map<string, TextRange>();
  for (const { path, start } of jsonMembers(lockText, 2)) {
    const [section, location] = path;
    if (section !== "packages" || location === undefined) continue;
    places.set(location, { start, end: start + JSON.stringify(location).length });
  }
  return places;
}
