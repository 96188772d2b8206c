const maxBytes = 20 * 1024 * 1024;
const maxPackedBytes = 4 * 1024 * 1024 - 16 * 1024;

export type Packed =
  | { readonly ok: true; readonly file: Blob }
  | { readonly ok: false; readonly reason: string };

/** The file as gzip, so that a large one passes; a packed one as it is. The server checks again. */
export async function packed(file: File): Promise<Packed> {
  if (file.size > maxBytes) return { ok: false, reason: "The file is larger than 20 MB." };
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  const small = isGzip ? file : await gzip(file);
  if (small.size > maxPackedBytes) {
    return { ok: false, reason: "Even packed the file is larger than 4 MB." };
  }
  return { ok: true, file: small };
}

async function gzip(file: File): Promise<Blob> {
  const stream = file.stream().pipeThrough(new CompressionStream("gzip"));
  return await new Response(stream).blob();
}
