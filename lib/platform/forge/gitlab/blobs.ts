import { AppError } from "#lib/base/index.ts";
import type { GitlabClient } from "./client.ts";
import { blobId, hexDigitsOf } from "./git-objects.ts";

/** The bytes of a blob, checked against its name. Throws `too_large` past `maxBytes`. */
export async function readBlob(
  client: GitlabClient,
  id: string,
  maxBytes: number,
): Promise<Uint8Array> {
  const path = `projects/${client.projectId}/repository/blobs/${id}/raw`;
  const stream = await client.transport.stream(path, "");
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const piece of stream) {
    sizeBytes += piece.length;
    if (sizeBytes > maxBytes) {
      throw new AppError("too_large", `A file of more than ${maxBytes} bytes is over the limit.`);
    }
    pieces.push(piece);
  }
  const bytes = new Uint8Array(Buffer.concat(pieces));
  if (blobId(bytes, hexDigitsOf(id)) !== id) {
    throw new AppError("unavailable", `GitLab's answer for object ${id} is damaged. Try again.`);
  }
  return bytes;
}
