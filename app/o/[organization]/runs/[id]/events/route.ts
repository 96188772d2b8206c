import { setTimeout as sleep } from "node:timers/promises";
import { requireMember } from "#app/_server/current.ts";
import { answerApi, nothingHere } from "#app/_server/errors.ts";
import { utf8 } from "#lib/base/index.ts";
import { getRun } from "#lib/services/runs/index.ts";

const pollMs = 400;
const keepAliveMs = 15_000;

/**
 * Server-sent events: one whenever the run has moved, whose data is its state. A page that missed
 * some reads the run anew and has missed nothing.
 */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ organization: string; id: string }> },
): Promise<Response> {
  return await answerApi(async () => {
    const { organization: slug, id } = await params;
    const { organization } = await requireMember(slug);
    if ((await getRun(organization.id, id)) === null) throw nothingHere();
    return new Response(streamOf(eventsOf(organization.id, id, request.signal)), {
      headers: {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      },
    });
  });
}

/** One `message` at each change, comments to keep the connection, `end` when the run is over. */
async function* eventsOf(organizationId: string, runId: string, signal: AbortSignal) {
  let last = "";
  let quietMs = 0;
  while (!signal.aborted) {
    const run = await getRun(organizationId, runId);
    if (run === null || run.endedAt !== null) return yield "event: end\ndata: {}\n\n";
    const now = JSON.stringify([run.state, run.cancelRequested, run.steps]);
    if (now !== last) {
      yield `data: ${JSON.stringify({ state: run.state })}\n\n`;
      last = now;
      quietMs = 0;
    } else if (quietMs >= keepAliveMs) {
      yield ": still here\n\n";
      quietMs = 0;
    }
    await sleep(pollMs);
    quietMs += pollMs;
  }
}

function streamOf(texts: AsyncGenerator<string, void>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await texts.next();
      if (done) controller.close();
      else controller.enqueue(utf8(value));
    },
    async cancel() {
      await texts.return();
    },
  });
}
