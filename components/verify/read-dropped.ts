const maxFiles = 8;
const maxFileBytes = 16 * 1024 * 1024;
const bundleType = "application/vnd.dev.sigstore.bundle";
const rootType = "application/vnd.dev.sigstore.trustedroot";
const keysType = "application/vnd.agentetna.keys";

/** What a file is by what is in it. "public_key" is not needed, "other" is nothing of either. */
export type DroppedKind =
  | "bundle"
  | "merged_bundle"
  | "trusted_root"
  | "keys"
  | "patch"
  | "report"
  | "public_key"
  | "other";

export interface DroppedFile {
  readonly kind: DroppedKind;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly text: string;
}

/**
 * Tells dropped files apart by what they say they are, whatever they are called. Throws, in words, for
 * what is too many, too large, no file, or JSON that could mean two things.
 */
export async function readDropped(dropped: readonly File[]): Promise<readonly DroppedFile[]> {
  if (dropped.length > maxFiles) throw new Error(`Drop at most ${maxFiles} files.`);
  return await Promise.all(dropped.map(readOne));
}

async function readOne(file: File): Promise<DroppedFile> {
  const name = shortName(file);
  if (file.size > maxFileBytes) throw new Error(`${name} is larger than 16 MB.`);
  const bytes = await bytesOf(file, name);
  const text = new TextDecoder().decode(bytes);
  const kind = kindOf(text, name);
  const isMerge = kind === "bundle" && (await isMergeIn(text, name));
  if (kind === "keys" || kind === "trusted_root") await strict(text, name);
  return { kind: isMerge ? "merged_bundle" : kind, name, bytes, text };
}

async function bytesOf(file: File, name: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new Error(`${name} cannot be read. Drop files, not a folder.`);
  }
}

function kindOf(text: string, name: string): DroppedKind {
  const type = mediaTypeOf(text);
  if (type.startsWith(bundleType)) return "bundle";
  if (type.startsWith(rootType)) return "trusted_root";
  if (type.startsWith(keysType)) return "keys";
  if (text.startsWith("-----BEGIN PUBLIC KEY-----")) return "public_key";
  if (isReport(text, name)) return "report";
  return isPatch(text, name) ? "patch" : "other";
}

/** By name too, for the same reason as a patch. */
function isReport(text: string, name: string): boolean {
  const file = name.slice(name.lastIndexOf("/") + 1);
  if (/\.json$/i.test(file) && /(?:^|[^a-z])report/i.test(file)) return true;
  const value = objectIn(text);
  return value !== null && "schemaVersion" in value && "suite" in value && "gate" in value;
}

/** By name too: a patch that was emptied or garbled must fail, and not be left out. */
function isPatch(text: string, name: string): boolean {
  return /\.(?:patch|diff)$/i.test(name) || /^(?:diff --git |--- |@@ -)/m.test(text);
}

/** The verifier reads nothing else, and would only say that there is nothing. */
async function strict(text: string, name: string): Promise<unknown> {
  const { parseStrictJson } = await import("#lib/engines/verify/index.ts");
  const parsed = parseStrictJson(text);
  if (!parsed.ok) throw new Error(`${name} is not read. ${parsed.reason}`);
  return parsed.value;
}

async function isMergeIn(text: string, name: string): Promise<boolean> {
  const { isMergeBundle } = await import("#lib/engines/verify/index.ts");
  return isMergeBundle(await strict(text, name));
}

function mediaTypeOf(text: string): string {
  const value = objectIn(text);
  const type = value !== null && "mediaType" in value && value.mediaType;
  return typeof type === "string" ? type : "";
}

function objectIn(text: string): object | null {
  if (!text.trimStart().startsWith("{")) return null;
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object" ? value : null;
  } catch {
    return null; // not JSON, so a patch that begins with a brace
  }
}

/** As long as a sentence bears. */
function shortName({ name }: File): string {
  return name.length > 80 ? `${name.slice(0, 79)}…` : name;
}
