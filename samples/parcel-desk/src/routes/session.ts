import type { IncomingMessage, ServerResponse } from "node:http";
import { readJson } from "../read-json.ts";
import { signIn } from "../sessions.ts";

export async function sessionRoute(request: IncomingMessage, response: ServerResponse) {
  if (request.method !== "POST" || request.url !== "/session") return false;
  const { clerk, pin } = await readJson(request);
  const sessionId = signIn(String(clerk), String(pin));
  if (sessionId === null) {
    response.writeHead(401).end();
    return true;
  }
  response.setHeader("set-cookie", `desk=${sessionId}; HttpOnly; SameSite=Lax; Path=/`);
  response.writeHead(204).end();
  return true;
}
