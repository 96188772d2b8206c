import { answerWebhook } from "#app/_server/webhooks.ts";

export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }) {
  return await answerWebhook("github", request, params);
}
