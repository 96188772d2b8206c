import { memberEvents } from "#app/_server/member-events.ts";
import { listRuns } from "#lib/services/runs/index.ts";

/** Tells the overview when a run under way has moved, until none is. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ organization: string }> },
): Promise<Response> {
  const { organization } = await params;
  return await memberEvents(request, organization, async (organizationId) => async () => {
    const runs = await listRuns(organizationId, { underWay: true, limit: 8 });
    if (runs.length === 0) return null;
    return JSON.stringify(runs.map((run) => [run.id, run.state, run.steps]));
  });
}
