import { sha256 } from "@noble/hashes/sha2.js";
import { canonicalJson, type Json, toHex, utf8 } from "#lib/base/index.ts";
import type { Plan } from "../results.ts";

/** A plan’s canonical JSON (RFC 8785): the same bytes for the same plan. */
export function planJson(plan: Plan): string {
  return canonicalJson(plan as unknown as Json);
}

/** SHA-256, hex, of its canonical JSON: what a run that goes on must still be about. */
export function planDigest(plan: Plan): string {
  return toHex(sha256(utf8(planJson(plan))));
}
