import { memberEvents } from "#app/_server/member-events.ts";
import { getFix } from "#lib/services/fixes/index.ts";

/** Tells the page of an approved fix when its signature is there. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ organization: string; id: string }> },
): Promise<Response> {
  const { organization, id } = await params;
  return await memberEvents(request, organization, async (organizationId) => {
    if ((await getFix(organizationId, id)) === null) return null;
    return async () => {
      const fix = await getFix(organizationId, id);
      return fix?.state === "approved" ? fix.state : null;
    };
  });
}
