import { publicAddress } from "#app/_server/address.ts";
import { requireMemberOfRoute } from "#app/_server/current.ts";
import { answerApi } from "#app/_server/errors.ts";
import { isAppError } from "#lib/base/index.ts";
import { exportProvenance, packed } from "#lib/services/export/index.ts";

/** The organization's export as one archive, made while it is sent. It is asked for by a form. */
export async function POST(
  _request: Request,
  { params }: { params: Promise<{ organization: string }> },
): Promise<Response> {
  return await answerApi(async () => {
    const { organization: slug } = await params;
    const { actor, organization } = await requireMemberOfRoute(slug);
    try {
      const files = await exportProvenance(actor, organization.id);
      return new Response(packed(files, `etna-export-${slug}`), {
        headers: {
          "content-type": "application/gzip",
          "content-disposition": `attachment; filename="etna-export-${slug}.tar.gz"`,
          "cache-control": "no-store",
        },
      });
    } catch (error) {
      if (!isAppError(error, "reauthentication_required")) throw error;
      const returnTo = new URLSearchParams({ returnTo: `/o/${slug}/settings/data` });
      return Response.redirect(publicAddress(`/confirm?${returnTo}`), 303);
    }
  });
}
