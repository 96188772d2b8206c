import { AppError } from "./errors.ts";

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Whether the engine's own form of this is the canonical one. */
function isOrdered(value: Json): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value === "number") return Number.isFinite(value);
  if (value === null || typeof value === "boolean") return true;
  if (typeof value !== "object") return false;
  if (Array.isArray(value)) {
    for (const member of value) if (!isOrdered(member)) return false;
    return true;
  }
  let last: string | undefined;
  for (const key of Object.keys(value)) {
    if (last !== undefined && last >= key) return false;
    if (!key.isWellFormed() || !isOrdered((value as JsonObject)[key] as Json)) return false;
    last = key;
  }
  return true;
}

/**
 * JSON Canonicalization Scheme (RFC 8785). ECMAScript's own number and string forms are the ones
 * the RFC prescribes; keys sort by UTF-16 code unit. Throws `invalid_input` for non-finite numbers
 * and lone surrogates.
 */
export function canonicalJson(value: Json): string {
  return isOrdered(value) ? JSON.stringify(value) : orderedJson(value);
}

function orderedJson(value: Json): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new AppError("invalid_input", "JSON has no such number.");
    return JSON.stringify(value);
  }
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw new AppError("invalid_input", "JSON text must be Unicode.");
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(orderedJson).join(",")}]`;
  let members = "";
  // Without a comparison of ours, `sort` goes by UTF-16 code units.
  for (const key of Object.keys(value).sort()) {
    const member = (value as JsonObject)[key] as Json;
    members += `${members === "" ? "" : ","}${orderedJson(key)}:${orderedJson(member)}`;
  }
  return `{${members}}`;
}
