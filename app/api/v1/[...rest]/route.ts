import { answerApi, nothingHere } from "#app/_server/problem.ts";

/** What the API does not have, answered like all that it refuses. */
async function nothing(): Promise<Response> {
  return await answerApi(async () => {
    throw nothingHere();
  });
}

export {
  nothing as DELETE,
  nothing as GET,
  nothing as OPTIONS,
  nothing as PATCH,
  nothing as POST,
  nothing as PUT,
};
