import { requireMemberOfRoute } from "#app/_server/current.ts";
import { answerApi, nothingHere } from "#app/_server/errors.ts";
import { publishedKeys } from "#lib/services/provenance/index.ts";

/** The organization's public keys, as its verification pages publish them. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ organization: string }> },
): Promise<Response> {
  return await answerApi(async () => {
    const { organization } = await requireMemberOfRoute((await params).organization);
    const keys = await publishedKeys(organization.id);
    if (keys === null) throw nothingHere();
    return Response.json(keys);
  });
}
