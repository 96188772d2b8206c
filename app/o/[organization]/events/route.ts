import { requireMember } from "#app/_server/current.ts";
import { answerApi } from "#app/_server/errors.ts";
import { eventStream } from "#app/_server/event-stream.ts";
import { listRuns } from "#lib/services/runs/index.ts";

/** Tells the overview when a run under way has moved, until none is. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ organization: string }> },
): Promise<Response> {
  return await answerApi(async () => {
    const { organization } = await requireMember((await params).organization);
    return eventStream(async () => {
      const runs = await listRuns(organization.id, { underWay: true, limit: 8 });
      if (runs.length === 0) return null;
      return JSON.stringify(runs.map((run) => [run.id, run.state, run.steps]));
    }, request.signal);
  });
}
