import { answerApi, nothingHere } from "#app/_server/errors.ts";
import { publicHeaders, verificationOf } from "#app/_server/verification.ts";
import type { PublicVerification } from "#lib/services/provenance/index.ts";
import { outsideFiles } from "../outside-files.ts";

interface OneFile {
  readonly type: string;
  readonly content: (v: PublicVerification) => string | Uint8Array<ArrayBuffer> | null;
}

const files: Readonly<Record<string, OneFile>> = {
  ...outsideFiles,
  "fix.sigstore.json": { type: "application/json", content: (v) => json(v.bundle) },
  "merged.sigstore.json": {
    type: "application/json",
    content: (v) => v.mergedBundle && json(v.mergedBundle),
  },
  "trusted_root.json": { type: "application/json", content: (v) => json(v.trustedRoot) },
  "keys.json": { type: "application/json", content: (v) => json(v.keys) },
  "instance.pub": { type: "application/x-pem-file", content: (v) => v.instanceKeyPem },
  "merged.pub": { type: "application/x-pem-file", content: (v) => v.mergedKeyPem },
  "fix.patch": { type: "text/x-diff; charset=utf-8", content: (v) => v.named?.patch ?? null },
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
    const content = verification && kind.content(verification);
    if (!content) throw nothingHere();
    return new Response(content, {
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
