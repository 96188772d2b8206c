import { answerApi } from "#app/_server/errors.ts";
import { describeLog } from "#lib/services/provenance/index.ts";

/** What a monitor needs to know of this log before it reads it. */
export async function GET(): Promise<Response> {
  return await answerApi(async () =>
    Response.json(await describeLog(), { headers: { "cache-control": "public, max-age=60" } }),
  );
}
