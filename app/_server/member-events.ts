import { opensOrganization } from "#lib/services/organizations/index.ts";
import { requireMemberOfRoute } from "./current.ts";
import { answerApi, nothingHere } from "./errors.ts";
import { eventStream, type Look } from "./event-stream.ts";

/** Events for a member's page. `lookOf` gives null where there is nothing of theirs to watch. */
export async function memberEvents(
  request: Request,
  slug: string,
  lookOf: (organizationId: string) => Promise<Look | null>,
): Promise<Response> {
  return await answerApi(async () => {
    const { organization, actor } = await requireMemberOfRoute(slug);
    const look = await lookOf(organization.id);
    if (look === null) throw nothingHere();
    return eventStream(look, { signal: request.signal, mayWatch: () => opensOrganization(actor) });
  });
}
