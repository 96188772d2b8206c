import { answerApi, nothingHere } from "#app/_server/errors.ts";
import { publicHeaders } from "#app/_server/verification.ts";
import { attestationSchema, attestationType } from "#app/docs/attestations/attestation-types.ts";

/** The JSON Schema of a statement. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ name: string; version: string }> },
): Promise<Response> {
  return await answerApi(async () => {
    const { name, version } = await params;
    const type = attestationType(`${name}/${version}`);
    if (type === null) throw nothingHere();
    const headers = { ...publicHeaders, "content-type": "application/schema+json" };
    return new Response(`${JSON.stringify(attestationSchema(type), null, 2)}\n`, { headers });
  });
}
