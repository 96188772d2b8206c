import { z } from "zod";
import { answerApi } from "#app/_server/errors.ts";
import { publicHeaders } from "#app/_server/verification.ts";
import { AppError, fromBase64 } from "#lib/base/index.ts";
import { maxBundleBytes, parseBundleText } from "#lib/engines/verify/index.ts";
import { verifyAnyBundle } from "#lib/services/provenance/index.ts";

const requestBody = z.strictObject({
  bundle: z.unknown(),
  /** Both, or neither: without them the bundle must be one of this installation's. */
  trustedRoot: z.unknown().optional(),
  keys: z.unknown().optional(),
  /** base64 of fix.patch */
  patch: z
    .string()
    .transform((text) => fromBase64(text))
    .refine((bytes) => bytes !== null, "This is not base64.")
    .optional(),
});

/** Verifies a bundle that is sent along. Nothing of it is kept. */
export async function POST(request: Request): Promise<Response> {
  return await answerApi(async () => {
    const parsed = parseBundleText(await readText(request));
    if (!parsed.ok) throw new AppError("invalid_input", parsed.reason);
    const { bundle, trustedRoot, keys, patch } = requestBody.parse(parsed.value);
    const { ok, checks, verifiedTime, logIndex } = await verifyAnyBundle({
      bundle,
      ...(trustedRoot !== undefined && { trustedRoot }),
      ...(keys !== undefined && { keys }),
      ...(patch && { patch }),
    });
    const answer = { ok, checks, verifiedTime: verifiedTime ?? null, logIndex: logIndex ?? null };
    return Response.json(answer, { headers: { ...publicHeaders, "cache-control": "no-store" } });
  });
}

async function readText(request: Request): Promise<string> {
  const tooLarge = new AppError("too_large", `Send at most ${maxBundleBytes} bytes.`);
  if (Number(request.headers.get("content-length") ?? 0) > maxBundleBytes) throw tooLarge;
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of request.body ?? []) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBundleBytes) throw tooLarge;
    parts.push(chunk);
  }
  return await new Blob(parts as BlobPart[]).text();
}
