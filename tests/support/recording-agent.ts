import { text as readText } from "node:stream/consumers";
import { serve } from "../integration/http-servers.ts";

export interface Got {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** A server that writes down what it got and answers with what `reply` makes of it. */
export async function agent(reply: (got: Got, number: number) => unknown) {
  const got: Got[] = [];
  const server = await serve((request, response) => {
    readText(request)
      .then(async (body) => {
        const { method = "", url: path = "", headers } = request;
        const number = got.push({ method, path, headers, body });
        const answer = await reply({ method, path, headers, body }, number);
        const type = typeof answer === "string" ? "text/plain" : "application/json";
        response.writeHead(200, { "content-type": type });
        response.end(typeof answer === "string" ? answer : JSON.stringify(answer));
      })
      .catch((error: Error) => response.destroy(error));
  });
  const bodies = () => got.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  return { ...server, got, bodies };
}

/** A target file for it. */
export const http = (url: string, more: object = {}) => ({
  kind: "http",
  name: "Desk",
  url,
  body: { message: "{{message}}" },
  answer: "$.reply",
  answer_seconds: 400,
  ...more,
});
