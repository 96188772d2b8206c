import { requireMember } from "#app/_server/current.ts";
import { answerApi, nothingHere } from "#app/_server/errors.ts";
import { eventStream } from "#app/_server/event-stream.ts";
import { getFix } from "#lib/services/fixes/index.ts";

/** Tells the page of an approved fix when its signature is there. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ organization: string; id: string }> },
): Promise<Response> {
  return await answerApi(async () => {
    const { organization: slug, id } = await params;
    const { organization } = await requireMember(slug);
    if ((await getFix(organization.id, id)) === null) throw nothingHere();
    return eventStream(async () => {
      const fix = await getFix(organization.id, id);
      return fix?.state === "approved" ? fix.state : null;
    }, request.signal);
  });
}
