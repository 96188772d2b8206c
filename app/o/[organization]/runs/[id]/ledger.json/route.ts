import { requireMemberOfRoute } from "#app/_server/current.ts";
import { answerApi, nothingHere } from "#app/_server/errors.ts";
import { readLedger } from "#lib/services/attempts/index.ts";
import { getRun } from "#lib/services/runs/index.ts";

/** What models were shown at a run, byte for byte what the statement of its fix names by digest. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ organization: string; id: string }> },
): Promise<Response> {
  return await answerApi(async () => {
    const { organization: slug, id } = await params;
    const { organization } = await requireMemberOfRoute(slug);
    const run = await getRun(organization.id, id);
    const ledger = run && (await readLedger(organization.id, id));
    if (!ledger) throw nothingHere();
    return new Response(ledger.text, {
      headers: {
        "content-type": "application/json",
        "content-disposition": `attachment; filename="etna-run-${run.number}-ledger.json"`,
        "cache-control": "no-store",
      },
    });
  });
}
