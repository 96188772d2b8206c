import { expect, test } from "vitest";
import { ask } from "../support/talk.ts";
import { targetPorts } from "../support/target-ports.ts";
import { serve, writeForEver } from "./http-servers.ts";

const words = ["Grüße, ", "世界 ", "🦊 ", "und Ende."];

/** A server that sends these bytes as events, in pieces of so many bytes. */
function streaming(text: string, pieceBytes = 1_000_000, type = "text/event-stream") {
  return serve((_request, response) => {
    const bytes = Buffer.from(text);
    response.writeHead(200, { "content-type": type });
    const next = (at: number) => {
      if (at >= bytes.length) response.end();
      else
        response.write(bytes.subarray(at, at + pieceBytes), () =>
          setImmediate(next, at + pieceBytes),
        );
    };
    next(0);
  });
}

function spec(url: string, stream: object = {}, more: object = {}) {
  return {
    kind: "http",
    name: "Desk",
    url,
    body: { message: "{{message}}" },
    answer_seconds: 400,
    usage: { input: "$.usage.in", output: "$.usage.out" },
    finish: { path: "$.stop" },
    calls: { path: "$.call" },
    stream: { format: "sse", delta: "$.delta", end: "[DONE]", ...stream },
    ...more,
  };
}

function events(newline: string): string {
  const line = (data: string) => `data: ${data}${newline}${newline}`;
  return [
    `: a comment${newline}${newline}`,
    ...words.map((delta) => line(JSON.stringify({ delta }))),
    line(JSON.stringify({ call: { name: "pay", arguments: { id: 1 } } })),
    line(JSON.stringify({ usage: { in: 5, out: 4 }, stop: "stop" })),
    line("[DONE]"),
  ].join("");
}

test.each([
  ["\n", 1],
  ["\r\n", 1],
  ["\r", 1],
  ["\n", 7],
  ["\r\n", 3],
  ["\r\n", 1_000_000],
])("events divided by %j in pieces of %i bytes make the same answer", async (newline, piece) => {
  const server = await streaming(events(newline), piece);
  expect(await ask(spec(server.url), targetPorts().ports)).toMatchObject({
    text: words.join(""),
    calls: [{ tool: "pay", arguments: { id: 1 } }],
    usage: { inputTokens: 5, outputTokens: 4 },
    finish: "stop",
  });
});

test("the end marker ends the answer, though the stream goes on", async () => {
  const server = await serve((_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(events("\n"));
    writeForEver(response, Buffer.from("data: {}\n\n"));
  });
  expect(await ask(spec(server.url), targetPorts().ports)).toMatchObject({ text: words.join("") });
  const named = await streaming(
    'data: {"delta": "Here"}\n\nevent: done\ndata: {}\n\ndata: {"delta": "!"}\n\n',
  );
  expect(await ask(spec(named.url, { end: "done" }), targetPorts().ports)).toMatchObject({
    text: "Here",
  });
});

test("a stream for ever ends by its size", async () => {
  const server = await serve((_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    writeForEver(response, Buffer.from('data: {"delta": "and so on "}\n\n'.repeat(500)));
  });
  expect(await ask(spec(server.url), targetPorts().ports)).toMatchObject({ failure: "too_large" });
});

test("a line for ever without an end ends by its size, too", async () => {
  const server = await serve((_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("data: ");
    writeForEver(response, Buffer.alloc(65_536, "x"));
  });
  expect(await ask(spec(server.url), targetPorts().ports)).toMatchObject({ failure: "too_large" });
});

test("an answer that breaks off before its end marker is malformed; without a marker the end is the end", async () => {
  const server = await streaming('data: {"delta": "Half"}\n\n');
  const { ports } = targetPorts();
  expect(await ask(spec(server.url), ports)).toMatchObject({ failure: "malformed" });
  expect(await ask(spec(server.url, { end: undefined }), ports)).toMatchObject({ text: "Half" });
  const unended = await streaming('data: {"delta": "All"}');
  expect(await ask(spec(unended.url, { end: undefined }), ports)).toMatchObject({ text: "All" });
});

test.each([
  ["data: <html>\n\n", "text/event-stream"],
  ["<html>Sign in</html>", "text/html"],
  ['data: {"delta": \n\n', "text/event-stream"],
  ['{"reply": "whole"}', "application/json"],
])("what is no such stream is malformed: %j", async (text, type) => {
  const server = await streaming(text, 100, type);
  expect(await ask(spec(server.url), targetPorts().ports)).toMatchObject({ failure: "malformed" });
});

test("a gateway that answers as a whole, and a last event that holds the whole, are read", async () => {
  const { ports } = targetPorts();
  const whole = await streaming('{"reply": "whole"}', 100, "application/json");
  expect(await ask(spec(whole.url, {}, { answer: "$.reply" }), ports)).toMatchObject({
    text: "whole",
  });
  const last = await streaming(
    'data: {"delta": "Dr"}\n\ndata: {"reply": "Draft"}\n\ndata: [DONE]\n\n',
  );
  expect(await ask(spec(last.url, {}, { answer: "$.reply" }), ports)).toMatchObject({
    text: "Draft",
  });
});

test("events of plain text are joined as they are", async () => {
  const server = await streaming("data: one\ndata: two\n\ndata:  three\n\nevent: end\ndata:\n\n");
  const plain = { kind: "http", name: "Desk", url: server.url, body: { m: "{{message}}" } };
  const stream = { format: "sse", end: "end" };
  expect(await ask({ ...plain, stream }, targetPorts().ports)).toMatchObject({
    text: "one\ntwo three",
  });
});
