import { answerApi, nothingHere } from "#app/_server/errors.ts";
import { attestationType } from "#app/docs/attestations/attestation-types.ts";

/** Where a predicate type leads whoever opens it as an address. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ name: string; version: string }> },
): Promise<Response> {
  return await answerApi(async () => {
    const { name, version } = await params;
    const type = attestationType(`${name}/${version}`);
    if (type === null) throw nothingHere();
    return new Response(null, {
      status: 308,
      headers: { location: `/docs/attestations/${type.name}` },
    });
  });
}
