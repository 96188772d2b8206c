import { answerApi } from "#app/_server/errors.ts";
import { publicHeaders } from "#app/_server/verification.ts";
import { describeConfig } from "#lib/services/findings/index.ts";

/** The JSON Schema of `.etna/config.yaml`, for editors. */
export async function GET(): Promise<Response> {
  return await answerApi(async () => {
    const headers = { ...publicHeaders, "content-type": "application/schema+json" };
    return new Response(`${JSON.stringify(describeConfig().schema, null, 2)}\n`, { headers });
  });
}
