import { forgetConnectFlow, readConnectFlow, readReturn } from "#app/_server/connect-flow.ts";
import { answerReturn } from "#app/_server/connect-return.ts";
import { answerApi, nothingHere } from "#app/_server/errors.ts";
import { finishGitlab } from "#lib/services/connections/index.ts";

/** Where GitLab sends whoever agreed, or declined. */
export async function GET(request: Request): Promise<Response> {
  const flow = await readConnectFlow("gitlab");
  if (flow === null) {
    return await answerApi(() => Promise.reject(nothingHere()));
  }
  return await answerReturn(flow.slug, flow.personId, async ({ actor, organization }) => {
    await forgetConnectFlow();
    const { id } = await finishGitlab(actor, organization.id, flow, readReturn(request));
    return `/o/${flow.slug}/settings/connections/${id}`;
  });
}
