import type { IncomingMessage, ServerResponse } from "node:http";
import { labelFor, printLabel } from "../labels.ts";

export async function labelRoute(request: IncomingMessage, response: ServerResponse) {
  const match = /^\/labels\/([^/?]+)$/.exec(request.url ?? "");
  if (match?.[1] === undefined) return false;
  const code = decodeURIComponent(match[1]);
  if (request.method === "POST") {
    await printLabel(code);
    response.writeHead(204).end();
    return true;
  }
  const label = labelFor(code);
  response.writeHead(label === null ? 404 : 200, { "content-type": "text/plain" });
  response.end(label ?? "No such parcel\n");
  return true;
}
