import { createServer, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { anthropic } from "./anthropic.ts";
import { chat } from "./chat.ts";
import type { Face } from "./face.ts";
import { google } from "./google.ts";
import { responses } from "./responses.ts";
import { isSaid, type Turn } from "./turn.ts";

/** The faces, each below a first folder of its own. */
const faces = { anthropic, openai: responses, google, mistral: chat, "openai-compatible": chat };
export type FaceName = keyof typeof faces;

export interface Received {
  readonly face: FaceName;
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** The body as it came. */
  readonly body: string;
}

export interface FakeModels {
  /** The base address that a client of the provider is given. */
  urlOf(face: FaceName): string;
  readonly origin: string;
  /** Every request, in order, whatever was answered; also those to no known path. */
  readonly received: Received[];
  /** What is said next; the last repeats. */
  turns: readonly Turn[];
  close(): Promise<void>;
}

export const goodKey = "key-of-the-fake-models";

/**
 * The model providers on loopback, in their real wire formats: one script of turns, told in the format of
 * whoever asks. A wrong key, an unknown model (`missing…`) and an unknown path are refused as each does.
 */
export async function startFakeModels({ port = 0 } = {}): Promise<FakeModels> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    text(request)
      .then(async (body) => {
        const [, folder = "", rest = ""] = /^\/([\w-]+)(\/.*)$/.exec(request.url ?? "") ?? [];
        const face = (folder in faces ? folder : "anthropic") as FaceName;
        received.push({ face, path: request.url ?? "", headers: request.headers, body });
        const { path, keyOf, error } = faces[face];
        const model = modelOf(body, rest);
        if (!path.test(rest)) return answer(response, 404, error(404, undefined, "No such path."));
        if (face !== "openai-compatible" && keyOf(request.headers) !== goodKey) {
          return answer(
            response,
            401,
            error(401, "invalid_api_key", `Wrong key ${keyOf(request.headers)}`),
          );
        }
        if (model.startsWith("missing")) {
          return answer(response, 404, error(404, "model_not_found", `No model ${model}.`));
        }
        const number = received.length;
        const turn = fake.turns[Math.min(number, fake.turns.length) - 1] ?? { text: "" };
        const due = typeof turn === "function" ? await turn(body) : turn;
        await say(response, faces[face], due, number, model);
      })
      .catch((error: Error) => response.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("It does not listen.");
  const origin = `http://127.0.0.1:${address.port}`;
  const fake: FakeModels = {
    origin,
    urlOf: (face) => `${origin}/${face}/${face === "google" ? "v1beta" : "v1"}`,
    received,
    turns: [],
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return fake;
}

async function say(
  response: ServerResponse,
  face: Face,
  turn: Exclude<Turn, (body: string) => unknown>,
  number: number,
  model: string,
): Promise<void> {
  if (turn === "silent") return;
  if (typeof turn === "object" && "status" in turn) {
    const body = turn.body ?? face.error(turn.status, undefined, "Refused.");
    return answer(response, turn.status, body, turn.headers);
  }
  if (typeof turn === "object" && "whole" in turn) {
    return answer(response, 200, face.whole(turn.whole, number, model));
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  if (turn === "malformed") {
    response.end('data: {"choices": [{"delta": \n\ndata: <html>\n\n');
    return;
  }
  const slow = typeof turn === "object" && "slow" in turn ? turn.slow : null;
  const said = slow ?? (isSaid(turn) ? turn : { text: "This answer does not come to its end." });
  const stream = face.stream(said, number, model);
  if (slow !== null || isSaid(turn)) {
    for (const piece of stream) {
      response.write(piece);
      if (slow !== null) await pause(30);
    }
    response.end();
    return;
  }
  for (const piece of stream.slice(0, 2)) response.write(piece);
  await pause(20);
  if (turn === "cut") response.destroy();
  if (turn === "short") response.end();
  if (turn === "stream_error") response.end(face.streamError());
}

function answer(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

function modelOf(body: string, path: string): string {
  const inPath = /\/models\/([\w.-]+):/.exec(path)?.[1];
  return inPath ?? /"model"\s*:\s*"([^"]+)"/.exec(body)?.[1] ?? "";
}
