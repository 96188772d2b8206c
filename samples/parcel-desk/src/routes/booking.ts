import type { IncomingMessage, ServerResponse } from "node:http";
import { book } from "../bookings.ts";
import { readJson } from "../read-json.ts";
import { clerkOf } from "../sessions.ts";

export async function bookingRoute(request: IncomingMessage, response: ServerResponse) {
  if (request.method !== "POST" || request.url !== "/bookings") return false;
  const clerk = clerkOf(request.headers.cookie);
  if (clerk === null) {
    response.writeHead(401).end();
    return true;
  }
  const booking = book(await readJson(request), clerk);
  response.writeHead(201, { "content-type": "application/json" });
  response.end(JSON.stringify(booking));
  return true;
}
