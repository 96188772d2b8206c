import { answerApi } from "#app/_server/errors.ts";
import { etagOf, isKnown } from "#app/_server/etag.ts";
import { verificationOf } from "#app/_server/verification.ts";
import { badgeStateOf } from "#components/verify/badge-state.ts";
import { badgeSvg } from "#components/verify/badge-svg.ts";

/**
 * The badge of a fix. An id that is wrong, unsigned or never was gets the same picture, with 200: the
 * proxies in front of READMEs show nothing of a refusal. It may be kept, and is asked for anew each
 * time, so that a revocation shows.
 */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  return await answerApi(async () => {
    const answer = await verificationOf((await params).id);
    const svg = badgeSvg(badgeStateOf(answer?.verification ?? null));
    const etag = etagOf(svg);
    const headers = { "cache-control": "public, no-cache", etag };
    if (isKnown(etag, request)) return new Response(null, { status: 304, headers });
    return new Response(svg, {
      headers: { ...headers, "content-type": "image/svg+xml; charset=utf-8" },
    });
  });
}
