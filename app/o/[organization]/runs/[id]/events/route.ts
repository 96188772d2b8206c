import { memberEvents } from "#app/_server/member-events.ts";
import { readProgress } from "#lib/services/attempts/index.ts";
import { getRun } from "#lib/services/runs/index.ts";

/** Tells the run's page when the run has moved. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ organization: string; id: string }> },
): Promise<Response> {
  const { organization, id } = await params;
  return await memberEvents(request, organization, async (organizationId) => {
    if ((await getRun(organizationId, id)) === null) return null;
    return async () => {
      const run = await getRun(organizationId, id);
      if (run === null || run.endedAt !== null) return null;
      const work = run.fixer === "model" ? await readProgress(organizationId, id) : "";
      return JSON.stringify([run.state, run.cancelRequested, run.steps, work]);
    };
  });
}
