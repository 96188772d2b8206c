import { answerApi } from "#app/_server/errors.ts";
import { readLogCheckpoint } from "#lib/services/provenance/index.ts";

/** The newest head of the log as a signed note (C2SP tlog-tiles). */
export async function GET(): Promise<Response> {
  return await answerApi(
    async () =>
      new Response(await readLogCheckpoint(), {
        headers: {
          "content-type": "text/plain; charset=utf-8",
          "cache-control": "public, max-age=2",
        },
      }),
  );
}
