import { answerApi, nothingHere } from "#app/_server/errors.ts";
import { readLogTile } from "#lib/services/provenance/index.ts";

/** A tile of hashes or a bundle of entries (C2SP tlog-tiles): once there, the same for ever. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ path: readonly string[] }> },
): Promise<Response> {
  return await answerApi(async () => {
    const { path } = await params;
    const bytes = await readLogTile(path.join("/"));
    if (bytes === null) throw nothingHere();
    return new Response(bytes, {
      headers: {
        "content-type": "application/octet-stream",
        "cache-control": "public, max-age=31536000, immutable",
      },
    });
  });
}
