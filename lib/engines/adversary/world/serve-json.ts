export function reply(value: unknown, status = 200): Response {
  return Response.json(value, { status, headers: { "cache-control": "no-store" } });
}

export function refusal(status: number, message: string): Response {
  return reply({ error: { message } }, status);
}

export interface JsonBody {
  readonly document: unknown;
  readonly sizeBytes: number;
}

/** The body of a request, or the refusal of it: 413 where it is too large, 400 where it is no JSON. */
export async function readJson(request: Request, maxBytes: number): Promise<JsonBody | Response> {
  const decoder = new TextDecoder();
  let sizeBytes = 0;
  let text = "";
  for await (const piece of request.body ?? []) {
    sizeBytes += piece.byteLength;
    // A sender that is cut off in the middle sees a broken line, and no refusal.
    if (sizeBytes > maxBytes * 10) break;
    if (sizeBytes <= maxBytes) text += decoder.decode(piece, { stream: true });
  }
  if (sizeBytes > maxBytes) return refusal(413, `The body is larger than ${maxBytes} bytes.`);
  try {
    return { document: JSON.parse(text + decoder.decode()), sizeBytes };
  } catch (error) {
    if (error instanceof SyntaxError) return refusal(400, "The body is no JSON.");
    throw error;
  }
}
