import type { CheckFiles } from "./browser-check.ts";

const maxFileBytes = 16 * 1024 * 1024;
const bundleType = "application/vnd.dev.sigstore.bundle";
const rootType = "application/vnd.dev.sigstore.trustedroot";
const keysType = "application/vnd.agentetna.keys";

/** Sorts dropped files by what they say they are; what is no JSON of ours is taken for the patch. */
export async function readDropped(dropped: readonly File[]): Promise<Partial<CheckFiles>> {
  const found: Partial<CheckFiles> = {};
  for (const file of dropped) {
    if (file.size > maxFileBytes) throw new Error(`${file.name} is larger than 16 MB.`);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const text = new TextDecoder().decode(bytes);
    const type = mediaTypeOf(text);
    if (type.startsWith(bundleType)) found.bundle = text;
    else if (type.startsWith(rootType)) found.trustedRoot = text;
    else if (type.startsWith(keysType)) found.keys = text;
    else if (!file.name.endsWith(".pub")) found.patch = bytes;
  }
  return found;
}

function mediaTypeOf(text: string): string {
  if (!text.trimStart().startsWith("{")) return "";
  try {
    const value: unknown = JSON.parse(text);
    const type =
      value !== null && typeof value === "object" && "mediaType" in value && value.mediaType;
    return typeof type === "string" ? type : "";
  } catch {
    return ""; // not JSON, so a patch that begins with a brace
  }
}
