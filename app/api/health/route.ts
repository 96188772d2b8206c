/** Says that the process answers, and nothing else. */
export function GET(): Response {
  return Response.json({ status: "ok" });
}
