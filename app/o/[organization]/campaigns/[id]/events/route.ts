import { memberEvents } from "#app/_server/member-events.ts";
import { readCampaignProgress } from "#lib/services/campaigns/index.ts";

/** Tells the campaign's page when the campaign has moved. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ organization: string; id: string }> },
): Promise<Response> {
  const { organization, id } = await params;
  return await memberEvents(request, organization, async (organizationId) => {
    if ((await readCampaignProgress(organizationId, id)) === null) return null;
    return async () => {
      const progress = await readCampaignProgress(organizationId, id);
      return progress === null || progress.hasEnded ? null : progress.text;
    };
  });
}
