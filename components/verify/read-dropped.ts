import type { CheckFiles } from "./browser-check.ts";

const maxFiles = 8;
const maxFileBytes = 16 * 1024 * 1024;
const bundleType = "application/vnd.dev.sigstore.bundle";
const rootType = "application/vnd.dev.sigstore.trustedroot";
const keysType = "application/vnd.agentetna.keys";

/**
 * Sorts dropped files by what they say they are; what is no JSON of ours is taken for the patch.
 * Throws, in words, for what is too many, too large, or JSON that could mean two things.
 */
export async function readDropped(dropped: readonly File[]): Promise<Partial<CheckFiles>> {
  const found: Partial<CheckFiles> = {};
  if (dropped.length > maxFiles) throw new Error(`Drop at most ${maxFiles} files.`);
  for (const file of dropped) {
    if (file.size > maxFileBytes) throw new Error(`${shortName(file)} is larger than 16 MB.`);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const text = new TextDecoder().decode(bytes);
    const kind = kindOf(mediaTypeOf(text));
    if (kind !== null) {
      const { text: read, isMerge } = await strict(file, text);
      found[isMerge ? "mergedBundle" : kind] = read;
    } else if (!file.name.endsWith(".pub")) found.patch = bytes;
  }
  return found;
}

function kindOf(type: string): "bundle" | "trustedRoot" | "keys" | null {
  if (type.startsWith(bundleType)) return "bundle";
  if (type.startsWith(rootType)) return "trustedRoot";
  return type.startsWith(keysType) ? "keys" : null;
}

/** The verifier reads nothing else, and would only say that there is nothing. */
async function strict(file: File, text: string) {
  const { isMergeBundle, parseStrictJson } = await import("#lib/engines/verify/index.ts");
  const parsed = parseStrictJson(text);
  if (!parsed.ok) throw new Error(`${shortName(file)} is not read. ${parsed.reason}`);
  return { text, isMerge: isMergeBundle(parsed.value) };
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

/** As long as a sentence bears. */
function shortName({ name }: File): string {
  return name.length > 80 ? `${name.slice(0, 79)}…` : name;
}
