import { requireMemberOfRoute } from "#app/_server/current.ts";
import { answerApi } from "#app/_server/errors.ts";
import { exportSarif } from "#lib/services/findings/index.ts";

/** The open findings of Etna's own rules in this repository, as a file to keep. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ organization: string; id: string }> },
): Promise<Response> {
  return await answerApi(async () => {
    const { organization: slug, id } = await params;
    const { organization } = await requireMemberOfRoute(slug);
    const { sarif } = await exportSarif(organization.id, id);
    return new Response(JSON.stringify(sarif), {
      headers: {
        "content-type": "application/sarif+json",
        "content-disposition": 'attachment; filename="etna.sarif"',
        "cache-control": "no-store",
      },
    });
  });
}
