import { Readable } from "node:stream";
import { serve } from "../integration/http-servers.ts";

/** A handler of the standard’s requests, on loopback till the test is over. */
export async function serveHandler(handler: (request: Request) => Promise<Response>) {
  const server = await serve((incoming, outgoing) => {
    const { method = "GET", url = "/", headers } = incoming;
    const hasBody = method !== "GET" && method !== "HEAD";
    const request = new Request(`http://${headers.host}${url}`, {
      method,
      headers: Object.entries(headers).map(([name, value]) => [name, String(value)]),
      ...(hasBody && { body: Readable.toWeb(incoming) as ReadableStream, duplex: "half" }),
    } as RequestInit);
    handler(request)
      .then(async (response) => {
        outgoing.writeHead(response.status, Object.fromEntries(response.headers));
        for await (const piece of response.body ?? []) outgoing.write(piece);
        outgoing.end();
      })
      .catch((error: Error) => outgoing.destroy(error));
  });
  return server;
}
