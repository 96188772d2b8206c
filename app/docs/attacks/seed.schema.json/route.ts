import { answerApi } from "#app/_server/errors.ts";
import { publicHeaders } from "#app/_server/verification.ts";
import { describeFormats } from "#lib/services/campaigns/index.ts";

/** The JSON Schema of an attack of one's own, for editors. */
export async function GET(): Promise<Response> {
  return await answerApi(async () => {
    const headers = { ...publicHeaders, "content-type": "application/schema+json" };
    return new Response(`${JSON.stringify(describeFormats().seed, null, 2)}\n`, { headers });
  });
}
