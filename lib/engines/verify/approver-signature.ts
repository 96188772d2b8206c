import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";
import { canonicalJson, type Json, utf8 } from "#lib/base/index.ts";
import { base64Text } from "./bundle.ts";
import type { Disclosable } from "./disclosable.ts";
import type { Sha256 } from "./ports.ts";
import { z } from "./zod.ts";

/** Keeps a digest of an approval from being one of anything else. */
const approvalType = "https://agentetna.com/approval/v1";

/** What a person approves, as it stands in the statement. */
export interface ApprovalTerms {
  readonly fixId: string;
  readonly policy: Disclosable;
  /** ISO 8601, UTC, whole seconds. */
  readonly at: string;
  readonly bound: {
    readonly gitCommit: string;
    readonly gitTree: string;
    /** `sha256:` and 64 hex digits. */
    readonly patch: string;
  };
}

/**
 * The challenge that an approver's passkey signs: SHA-256 over the canonical JSON (RFC 8785) of what
 * is approved. 32 bytes.
 */
export function approvalDigest(
  { fixId, policy, at, bound }: ApprovalTerms,
  sha256: Sha256 = nobleSha256,
): Uint8Array {
  const { gitCommit, gitTree, patch } = bound;
  const terms = { type: approvalType, fixId, policy, at, bound: { gitCommit, gitTree, patch } };
  return sha256(utf8(canonicalJson(terms as unknown as Json)));
}

/** A WebAuthn assertion (Level 3, 7.2) in a statement. The bounds keep the whole below 4096 bytes. */
export const approverSignatureSchema = z.strictObject({
  key: base64Text(32, 32).describe(
    "Which key of keys.json, approvers: base64 of SHA-256 over its SPKI.",
  ),
  authenticatorData: base64Text(37, 128).describe(
    "WebAuthn Level 3, 6.1: whose site, whether the user was present and verified, a counter. Base64.",
  ),
  clientDataJSON: z
    .string()
    .min(1)
    .max(512)
    .describe(
      "The very text that the browser made, as WebAuthn Level 3, 5.8.1 has it. Its challenge is the digest of the approval.",
    ),
  signature: base64Text(8, 72).describe(
    "Over authenticatorData and the SHA-256 of clientDataJSON: ECDSA P-256 in DER, or Ed25519. Base64.",
  ),
});

export type ApproverSignature = z.infer<typeof approverSignatureSchema>;
