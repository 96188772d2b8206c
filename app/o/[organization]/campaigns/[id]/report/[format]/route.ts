import { requireMemberOfRoute } from "#app/_server/current.ts";
import { answerApi, nothingHere } from "#app/_server/errors.ts";
import { exportReport, type ReportFormat, reportFormats } from "#lib/services/campaigns/index.ts";

/** A campaign's report as a file, in one of its forms. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ organization: string; id: string; format: string }> },
): Promise<Response> {
  return await answerApi(async () => {
    const { organization: slug, id, format } = await params;
    const { organization } = await requireMemberOfRoute(slug);
    const isFormat = (each: string): each is ReportFormat =>
      (reportFormats as readonly string[]).includes(each);
    const file = isFormat(format) ? await exportReport(organization.id, id, format) : null;
    if (file === null) throw nothingHere();
    return new Response(file.text, {
      headers: {
        "content-type": file.mediaType,
        "content-disposition": `attachment; filename="etna-${file.name}"`,
        "cache-control": "no-store",
      },
    });
  });
}
