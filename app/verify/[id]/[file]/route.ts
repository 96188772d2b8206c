import { answerApi, nothingHere } from "#app/_server/errors.ts";
import { publicHeaders, verificationOf } from "#app/_server/verification.ts";
import type { PublicVerification } from "#lib/services/provenance/index.ts";

const files: Readonly<
  Record<string, { readonly type: string; readonly text: (v: PublicVerification) => string | null }>
> = {
  "fix.sigstore.json": { type: "application/json", text: (v) => json(v.bundle) },
  "merged.sigstore.json": {
    type: "application/json",
    text: (v) => v.mergedBundle && json(v.mergedBundle),
  },
  "trusted_root.json": { type: "application/json", text: (v) => json(v.trustedRoot) },
  "keys.json": { type: "application/json", text: (v) => json(v.keys) },
  "instance.pub": { type: "application/x-pem-file", text: (v) => v.instanceKeyPem },
  "merged.pub": { type: "application/x-pem-file", text: (v) => v.mergedKeyPem },
  "fix.patch": { type: "text/x-diff; charset=utf-8", text: (v) => v.named?.patch ?? null },
};

/** One of the files that check a fix without Etna. The patch of a private repository is not here. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ id: string; file: string }> },
): Promise<Response> {
  return await answerApi(async () => {
    const { id, file } = await params;
    const kind = Object.hasOwn(files, file) ? files[file] : undefined;
    const verification = kind && (await verificationOf(id));
    const text = verification && kind.text(verification);
    if (typeof text !== "string") throw nothingHere();
    return new Response(text, {
      headers: {
        ...publicHeaders,
        "content-type": kind?.type ?? "application/octet-stream",
        "content-disposition": `attachment; filename="${file}"`,
      },
    });
  });
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
