import type { IncomingMessage } from "node:http";

const maxBytes = 64 * 1024;

/** Reads a small JSON object from a request. */
export async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of request) {
    text += chunk;
    if (text.length > maxBytes) throw new Error("The request is too large");
  }
  return JSON.parse(text);
}
