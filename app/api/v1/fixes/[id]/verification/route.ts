import { answerApi, nothingHere } from "#app/_server/errors.ts";
import { publicHeaders, verificationJson } from "#app/_server/verification.ts";

/** The verification of a signed fix, for anyone who knows its id. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ id: string }> },
): Promise<Response> {
  return await answerApi(async () => {
    const { id } = await params;
    const body = await verificationJson(id);
    if (body === null) throw nothingHere();
    return new Response(body, { headers: publicHeaders });
  });
}
