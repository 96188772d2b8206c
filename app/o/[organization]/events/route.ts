import { memberEvents } from "#app/_server/member-events.ts";
import { countWishes, listRuns } from "#lib/services/runs/index.ts";

/** Tells a page when a run under way has moved or one that waits has begun, until there is none. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ organization: string }> },
): Promise<Response> {
  const { organization } = await params;
  return await memberEvents(request, organization, async (organizationId) => async () => {
    const runs = await listRuns(organizationId, { underWay: true, limit: 8 });
    const waiting = await countWishes(organizationId);
    if (runs.length + waiting === 0) return null;
    return JSON.stringify([waiting, runs.map((run) => [run.id, run.state, run.steps])]);
  });
}
