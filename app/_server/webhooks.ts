import { maxDeliveryBytes, receiveDelivery } from "#lib/services/webhooks/index.ts";
import { readBytes } from "./api/body.ts";
import { answerApi } from "./problem.ts";

/** Takes what a forge reports: 202 once it is kept, or was before. The work on it comes later. */
export async function answerWebhook(
  kind: "github" | "gitlab",
  request: Request,
  params: Promise<{ readonly id: string }>,
): Promise<Response> {
  return await answerApi(async () => {
    const { id: endpointId } = await params;
    const { headers } = request;
    const rawBody = () => readBytes(request, maxDeliveryBytes);
    await receiveDelivery({ kind, endpointId, headers, rawBody });
    return new Response(null, { status: 202, headers: { "cache-control": "no-store" } });
  });
}
