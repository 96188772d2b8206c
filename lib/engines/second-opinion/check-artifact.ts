import { createHash } from "node:crypto";
import type { Bundle } from "@sigstore/bundle";
import { z } from "zod";

const statementSchema = z.looseObject({
  subject: z.array(z.looseObject({ digest: z.record(z.string(), z.string()) })).min(1),
});

/**
 * Throws unless the artifact is what an in-toto statement is about: at least one subject has a SHA-256
 * and every one that has is the artifact's. @sigstore/verify looks at no subject. (Where a message was
 * signed, the artifact is the message, and its signature was looked at already.)
 */
export function checkArtifact({ content }: Bundle, artifact: Uint8Array): void {
  if (content.$case !== "dsseEnvelope") return;
  const text = content.dsseEnvelope.payload.toString("utf8");
  const { subject } = statementSchema.parse(JSON.parse(text));
  const digests = subject.flatMap(({ digest }) => digest.sha256 ?? []);
  const actual = createHash("sha256").update(artifact).digest("hex");
  if (digests.length === 0 || digests.some((digest) => digest.toLowerCase() !== actual)) {
    throw new Error("the artifact is not the subject of the statement");
  }
}
