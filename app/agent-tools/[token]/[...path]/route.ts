import { answerApi } from "#app/_server/problem.ts";
import { serveTools } from "#lib/services/campaigns/index.ts";

/** The suite’s own tools, for an agent under test. The token of an attempt under way is all it needs. */
async function answer(
  request: Request,
  { params }: { params: Promise<{ token: string }> },
): Promise<Response> {
  return await answerApi(async () => serveTools(request, (await params).token));
}

export { answer as DELETE, answer as GET, answer as POST };
