import { canonicalJson, type Json } from "#lib/base/index.ts";

/** Whether the row says already what is to be written. */
export function saysAlready(
  row: Readonly<Record<string, unknown>>,
  wanted: Readonly<Record<string, Json>>,
): boolean {
  return Object.entries(wanted).every(
    ([name, value]) => canonicalJson(value) === canonicalJson(row[name] as Json),
  );
}
