import { createHash } from "node:crypto";

/** A strong entity tag of these bytes (RFC 9110 §8.8.3). */
export function etagOf(body: string): string {
  return `"${createHash("sha256").update(body).digest("base64url")}"`;
}

/** Whether the client already has what is tagged so: If-None-Match, compared weakly (§13.1.2). */
export function isKnown(etag: string, { headers }: { headers: Pick<Headers, "get"> }): boolean {
  const known = headers.get("if-none-match")?.split(",") ?? [];
  return known.some((each) => ["*", etag].includes(each.trim().replace(/^W\//, "")));
}
