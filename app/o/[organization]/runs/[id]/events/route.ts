import { requireMember } from "#app/_server/current.ts";
import { answerApi, nothingHere } from "#app/_server/errors.ts";
import { eventStream } from "#app/_server/event-stream.ts";
import { getRun } from "#lib/services/runs/index.ts";

/** Tells the run's page when the run has moved. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ organization: string; id: string }> },
): Promise<Response> {
  return await answerApi(async () => {
    const { organization: slug, id } = await params;
    const { organization } = await requireMember(slug);
    if ((await getRun(organization.id, id)) === null) throw nothingHere();
    return eventStream(async () => {
      const run = await getRun(organization.id, id);
      if (run === null || run.endedAt !== null) return null;
      return JSON.stringify([run.state, run.cancelRequested, run.steps]);
    }, request.signal);
  });
}
