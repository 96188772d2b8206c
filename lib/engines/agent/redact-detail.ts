import type { Json, JsonObject } from "#lib/base/index.ts";
import { redactSecrets } from "#lib/engines/rules/index.ts";

/** The same with every secret in its texts blanked: a model may repeat, or make up, what looks like one. */
export async function redactDetail(detail: JsonObject): Promise<JsonObject> {
  const redacted: [string, Json][] = [];
  for (const [key, value] of Object.entries(detail)) redacted.push([key, await blank(value)]);
  return Object.fromEntries(redacted);
}

async function blank(value: Json): Promise<Json> {
  if (typeof value === "string") return (await redactSecrets("detail.txt", value)).text;
  if (Array.isArray(value)) return await Promise.all(value.map(blank));
  return typeof value === "object" && value !== null
    ? await redactDetail(value as JsonObject)
    : value;
}
