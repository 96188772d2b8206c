import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { answerApi, nothingHere } from "#app/_server/errors.ts";
import { readLogTile } from "#lib/services/provenance/index.ts";

const compress = promisify(gzip);

/** A tile of hashes or a bundle of entries (C2SP tlog-tiles): once there, the same for ever. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ path: readonly string[] }> },
): Promise<Response> {
  return await answerApi(async () => {
    const { path } = await params;
    const bytes = await readLogTile(path.join("/"));
    if (bytes === null) throw nothingHere();
    const headers = {
      "content-type": "application/octet-stream",
      "cache-control": "public, max-age=31536000, immutable",
    };
    // Hashes are random: only entries become smaller.
    if (path[0] !== "entries") return new Response(bytes, { headers });
    const vary = { ...headers, vary: "accept-encoding" };
    if (!takesGzip(request)) return new Response(bytes, { headers: vary });
    return new Response(new Uint8Array(await compress(bytes)), {
      headers: { ...vary, "content-encoding": "gzip" },
    });
  });
}

function takesGzip({ headers }: Request): boolean {
  return /(^|,)\s*(gzip|\*)\s*(,|$)/.test(headers.get("accept-encoding") ?? "");
}
