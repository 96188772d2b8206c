import { AppError, concatBytes } from "#lib/base/index.ts";
import { parseBundleText } from "#lib/engines/verify/index.ts";

const maxBodyBytes = 64 * 1024;

export interface SentJson {
  readonly text: string;
  readonly value: unknown;
}

/**
 * The body as strict JSON; an empty one counts as {} where nothing is `needed`. Throws
 * `unsupported_media_type`, `too_large` or `invalid_input`.
 */
export async function readJson(request: Request, needed: boolean): Promise<SentJson> {
  const type = mediaType(request);
  const text = await readText(request, maxBodyBytes);
  if (text === "" && !needed) return { text, value: {} };
  if (type !== "application/json") {
    throw new AppError("unsupported_media_type", "Send the body as application/json.");
  }
  const parsed = parseBundleText(text);
  if (!parsed.ok) throw new AppError("invalid_input", `The body: ${parsed.reason}`);
  if (holdsNul(parsed.value)) throw new AppError("invalid_input", "Text holds no NUL character.");
  return { text, value: parsed.value };
}

/** A file as the body, of one of these media types. Throws `unsupported_media_type` or `too_large`. */
export async function readFile(
  request: Request,
  { mediaTypes, maxBytes }: { readonly mediaTypes: readonly string[]; readonly maxBytes: number },
): Promise<Uint8Array> {
  const type = mediaType(request);
  const bytes = await readBytes(request, maxBytes);
  if (type !== undefined && mediaTypes.includes(type)) return bytes;
  const known = mediaTypes.join(", ");
  throw new AppError("unsupported_media_type", `Send the body as one of ${known}.`);
}

/** The body's text. Stops reading, and throws `too_large`, once it is over `maxBytes`. */
export async function readText(request: Request, maxBytes: number): Promise<string> {
  return new TextDecoder().decode(await readBytes(request, maxBytes));
}

function mediaType(request: Request): string | undefined {
  return request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
}

/** The body as it came. Stops reading, and throws `too_large`, once it is over `maxBytes`. */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = new AppError("too_large", `Send at most ${maxBytes} bytes.`);
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge;
  const parts: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of request.body ?? []) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) throw tooLarge;
    parts.push(chunk);
  }
  return concatBytes(...parts);
}

/** PostgreSQL's text cannot hold it. */
function holdsNul(value: unknown): boolean {
  if (typeof value === "string") return value.includes("\0");
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(holdsNul);
}
