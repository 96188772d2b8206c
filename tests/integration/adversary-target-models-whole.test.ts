import { text as readText } from "node:stream/consumers";
import { expect, test } from "vitest";
import { ask } from "../support/talk.ts";
import { targetPorts } from "../support/target-ports.ts";
import { serve } from "./http-servers.ts";

const environment = { MODEL_KEY: "key-of-the-test" };

function spec(kind: string, url: string, more: object = {}) {
  const key = "$" + "{MODEL_KEY}";
  return { kind, name: "Model", url, model: "some-model", key, answer_seconds: 400, ...more };
}

const wholeAnswers = {
  "openai-chat": {
    id: "1",
    object: "chat.completion",
    created: 1,
    model: "some-model",
    choices: [
      {
        index: 0,
        message: { role: "assistant", content: "Here" },
        finish_reason: "content_filter",
      },
    ],
    usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 },
  },
  "openai-responses": {
    id: "resp_1",
    object: "response",
    created_at: 1,
    model: "some-model",
    status: "incomplete",
    incomplete_details: { reason: "content_filter" },
    output: [
      {
        id: "msg_1",
        type: "message",
        role: "assistant",
        status: "completed",
        content: [{ type: "output_text", text: "Here", annotations: [] }],
      },
    ],
    usage: { input_tokens: 5, output_tokens: 2, total_tokens: 7 },
  },
  anthropic: {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "some-model",
    content: [{ type: "text", text: "Here" }],
    stop_reason: "refusal",
    stop_sequence: null,
    usage: { input_tokens: 5, output_tokens: 2 },
  },
} as const;

test.each(Object.entries(wholeAnswers))(
  "%s: an answer that is not streamed is read the same, and a filter is told",
  async (kind, whole) => {
    const bodies: string[] = [];
    const server = await serve((request, response) => {
      readText(request)
        .then((body) => {
          bodies.push(body);
          response.writeHead(200, { "content-type": "application/json" });
          response.end(JSON.stringify(whole));
        })
        .catch((error: Error) => response.destroy(error));
    });
    const { ports } = targetPorts({ environment });
    expect(
      await ask(spec(kind, `${server.url}/v1`, { stream: false, system: "Its own." }), ports),
    ).toMatchObject({
      text: "Here",
      finish: "filtered",
      usage: { inputTokens: 5, outputTokens: 2 },
      requests: 1,
    });
    expect(bodies[0]).toContain("Its own.");
    expect(JSON.parse(bodies[0] ?? "")).not.toHaveProperty("stream", true);
  },
);

test("HTML, and a filter that answers with a status, are told apart", async () => {
  let answer: readonly [number, string, string] = [200, "text/html", "<html>Sign in</html>"];
  const server = await serve((_request, response) => {
    response.writeHead(answer[0], { "content-type": answer[1] });
    response.end(answer[2]);
  });
  const { ports } = targetPorts({ environment });
  const target = spec("openai-chat", `${server.url}/v1/chat/completions`, { stream: false });
  expect(await ask(target, ports)).toMatchObject({ failure: "malformed" });
  expect(server.requests).toEqual(["POST /v1/chat/completions"]);
  answer = [400, "application/json", '{"error": {"code": "content_filter", "message": "no"}}'];
  expect(await ask(target, ports)).toMatchObject({ ok: true, text: "", finish: "filtered" });
  answer = [
    200,
    "application/json",
    JSON.stringify({ ...wholeAnswers["openai-chat"], pad: "x".repeat(2_000_000) }),
  ];
  expect(await ask(target, ports)).toMatchObject({ failure: "too_large" });
});
