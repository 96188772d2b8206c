import { forgetConnectFlow, readConnectFlow, readReturn } from "#app/_server/connect-flow.ts";
import { answerReturn } from "#app/_server/connect-return.ts";
import { answerApi, nothingHere } from "#app/_server/errors.ts";
import { finishGithubApp } from "#lib/services/connections/index.ts";

/** Where GitHub sends whoever has made the App: it is taken over, and installed next. */
export async function GET(request: Request): Promise<Response> {
  const flow = await readConnectFlow("github");
  if (flow === null) {
    return await answerApi(() => Promise.reject(nothingHere()));
  }
  return await answerReturn(flow.slug, flow.personId, async ({ actor, organization }) => {
    const installUrl = await finishGithubApp(actor, organization.id, flow, readReturn(request));
    await forgetConnectFlow();
    return installUrl;
  });
}
