import { answerWebhook } from "#app/_server/webhooks.ts";

export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }) {
  return await answerWebhook("gitlab", request, params);
}
