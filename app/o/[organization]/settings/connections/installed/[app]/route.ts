import { answerReturn } from "#app/_server/connect-return.ts";
import { connectInstallation } from "#lib/services/connections/index.ts";

interface Context {
  readonly params: Promise<{ organization: string; app: string }>;
}

/** Where GitHub sends whoever has installed the App, or changed what it may reach. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { organization: slug, app } = await params;
  const page = `/o/${slug}/settings/connections`;
  const installationId = new URL(request.url).searchParams.get("installation_id") ?? "";
  return await answerReturn(slug, null, async ({ actor, organization }) => {
    // Somebody asked an owner on GitHub to install it: there is nothing to connect yet.
    if (installationId === "") return `${page}?waiting`;
    const { id } = await connectInstallation(actor, organization.id, app, installationId);
    return `${page}/${id}`;
  });
}
