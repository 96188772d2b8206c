import type http from "node:http";
import { expect, test } from "vitest";
import { portLimits, readTargetSpec } from "#lib/engines/adversary/index.ts";
import { ask, converse, expectAnswer, say } from "../support/talk.ts";
import { targetPorts } from "../support/target-ports.ts";
import { serve, serveRaw, writeForEver } from "./http-servers.ts";

const json = { "content-type": "application/json" };

function specFor(url: string, more: object = {}) {
  const body = { message: "{{message}}" };
  return { kind: "http", name: "Desk", url, body, answer: "$.reply", answer_seconds: 400, ...more };
}

/** For what never ends otherwise; one second of the test’s. */
const short = { answer_seconds: 20 };

function answering(status: number, body: string, headers: http.OutgoingHttpHeaders = json) {
  return serve((_request, response) => {
    response.writeHead(status, headers);
    response.end(body);
  });
}

test.each([
  [200, "<!doctype html><p>Sign in</p>", { "content-type": "text/html" }, "malformed"],
  [200, "<html><p>Sign in</p>", json, "malformed"],
  [200, '{"reply": "cut', json, "malformed"],
  [200, '{"other": "place"}', json, "malformed"],
  [200, "", json, "malformed"],
  [401, '{"error": "who?"}', json, "unauthorized"],
  [403, "no", json, "unauthorized"],
  [400, '{"error": "bad"}', json, "rejected"],
  [404, "", json, "rejected"],
  [422, "", json, "rejected"],
  [500, "broken", json, "unavailable"],
  [302, "", json, "malformed"],
])("%i with %j is no answer", async (status, body, headers, failure) => {
  const server = await answering(status, body, headers);
  const { ports } = targetPorts();
  expect(await ask(specFor(server.url), ports)).toMatchObject({ ok: false, failure, requests: 1 });
  expect(server.requests).toHaveLength(1);
});

test("a refusal in words is an answer, and so is one with a status that the file names", async () => {
  const refusal = JSON.stringify({ reply: "I cannot help with that." });
  const { ports } = targetPorts();
  const polite = await answering(200, refusal);
  expect(await ask(specFor(polite.url), ports)).toMatchObject({ ok: true, requests: 1 });
  const filter = await answering(403, refusal);
  expect(await ask(specFor(filter.url, { answer_statuses: [403] }), ports)).toMatchObject({
    ok: true,
    text: "I cannot help with that.",
  });
});

test.each([502, 503, 504, 429])(
  "%i that passes is waited out, and every try is counted",
  async (status) => {
    let left = 2;
    const server = await serve((_request, response) => {
      response.writeHead(left-- > 0 ? status : 200, json);
      response.end('{"reply": "Here"}');
    });
    const { ports, clock } = targetPorts();
    const answer = expectAnswer(await ask(specFor(server.url), ports));
    expect(answer).toMatchObject({ text: "Here", requests: 3 });
    expect(clock.slept).toEqual(expect.arrayContaining([500, 1000]));
  },
);

test("429 for ever is a failure of its own kind after four tries, and at once in a burst", async () => {
  const server = await answering(429, "");
  const { ports } = targetPorts();
  const conversation = await converse(specFor(server.url), ports);
  expect(await say(conversation, "Hello")).toMatchObject({
    failure: "rate_limited",
    status: 429,
    requests: 4,
  });
  expect(await say(conversation, "Hello", { once: true })).toMatchObject({
    failure: "rate_limited",
    requests: 1,
  });
});

test("Retry-After is honoured in seconds and as a date, and a long one is not waited for", async () => {
  let retryAfter = "7";
  let left = 1;
  const server = await serve((_request, response) => {
    response.writeHead(left-- > 0 ? 429 : 200, { ...json, "retry-after": retryAfter });
    response.end('{"reply": "Here"}');
  });
  const { ports, clock } = targetPorts();
  expectAnswer(await ask(specFor(server.url), ports));
  expect(clock.slept).toContain(7000);
  left = 1;
  retryAfter = new Date(ports.clock.now() + 20_000).toUTCString();
  expectAnswer(await ask(specFor(server.url), ports));
  expect(clock.slept.some((ms) => ms > 7000 && ms <= 20_000)).toBe(true);
  left = 1;
  retryAfter = "3600";
  expect(await ask(specFor(server.url), ports)).toMatchObject({
    failure: "rate_limited",
    requests: 1,
  });
});

test("time spent on waiting is no time of the target’s", async () => {
  let left = 1;
  const server = await serve((_request, response) => {
    response.writeHead(left-- > 0 ? 429 : 200, { ...json, "retry-after": "29" });
    response.end('{"reply": "Here"}');
  });
  const { ports } = targetPorts();
  const answer = expectAnswer(await ask(specFor(server.url, { answer_seconds: 25 }), ports));
  expect(answer.wallClockMs).toBeLessThan(25_000);
});

test("a target that hangs, or stops in the middle, is timed out", async () => {
  const { ports } = targetPorts();
  const mute = await serve(() => undefined);
  expect(await ask(specFor(mute.url, short), ports)).toMatchObject({
    failure: "timed_out",
    requests: 1,
  });
  const stopping = await serve((_request, response) => {
    response.writeHead(200, json);
    response.write('{"reply": "');
  });
  expect(await ask(specFor(stopping.url, short), ports)).toMatchObject({ failure: "timed_out" });
  const silent = specFor(stopping.url, { answer_seconds: 900, silence_seconds: 4 });
  expect(await ask(silent, ports)).toMatchObject({ failure: "timed_out" });
});

test("a lapse of time of the fetch port itself is told as one, and the file’s own limits come first", async () => {
  const { ports } = targetPorts();
  const { asFetch } = await import("#lib/platform/http/index.ts");
  const mute = await serve(() => undefined);
  const hasty = asFetch({ allow: ["127.0.0.0/8"], timeoutMs: 100 });
  const failed = await ask(specFor(mute.url), { ...ports, fetch: hasty });
  expect(failed).toMatchObject({ failure: "timed_out", requests: 1 });
  const spec = readTargetSpec(
    JSON.stringify(specFor(mute.url, { answer_seconds: 20, silence_seconds: 5 })),
  );
  expect(portLimits(spec)).toEqual({ timeoutMs: 22_000, idleTimeoutMs: 7000, maxBytes: 1_065_536 });
});

test("a drip that never ends is ended by the time for the whole answer", async () => {
  const server = await serve((_request, response) => {
    response.writeHead(200, json);
    const drip = setInterval(() => response.write(" "), 50);
    response.on("close", () => clearInterval(drip));
  });
  const { ports } = targetPorts();
  expect(await ask(specFor(server.url, short), ports)).toMatchObject({ failure: "timed_out" });
});

test("10 MB, and a stream for ever, are too large as soon as they are", async () => {
  const { ports } = targetPorts();
  const large = await answering(200, JSON.stringify({ reply: "x".repeat(10_000_000) }));
  expect(await ask(specFor(large.url), ports)).toMatchObject({ failure: "too_large", requests: 1 });
  const fits = expectAnswer(await ask(specFor(large.url, { max_answer_bytes: 20_000_000 }), ports));
  expect(fits.text).toHaveLength(10_000_000);
  const endless = await serve((_request, response) => {
    response.writeHead(200, json);
    writeForEver(response, new Uint8Array(64 * 1024).fill(32));
  });
  expect(await ask(specFor(endless.url), ports)).toMatchObject({ failure: "too_large" });
});

test("a schema that changes half-way is malformed, and the turn before stays an answer", async () => {
  let turn = 0;
  const server = await serve((_request, response) => {
    response.writeHead(200, json);
    response.end(JSON.stringify(turn++ === 0 ? { reply: "Here" } : { data: { reply: "Here" } }));
  });
  const { ports } = targetPorts();
  const conversation = await converse(specFor(server.url), ports);
  expect(await say(conversation, "One")).toMatchObject({ ok: true, text: "Here" });
  expect(await say(conversation, "Two")).toMatchObject({
    failure: "malformed",
    message: "The answer holds nothing at $.reply.",
  });
});

test("a redirect to a private address is refused, and nothing is sent there", async () => {
  const inside = await answering(200, '{"reply": "the inside"}');
  const server = await serve((_request, response) => {
    response.writeHead(303, { location: inside.url });
    response.end();
  });
  const { ports } = targetPorts();
  const { asFetch } = await import("#lib/platform/http/index.ts");
  const fetch = asFetch({ allow: [`127.0.0.1:${server.port}`] });
  expect(await ask(specFor(server.url), { ...ports, fetch })).toMatchObject({
    failure: "address_refused",
    requests: 1,
  });
  expect(inside.requests).toEqual([]);
});

test("a broken line is tried again, and nobody at the address is unavailable", async () => {
  let left = 1;
  const flaky = await serve((request, response) => {
    if (left-- > 0) {
      request.socket.destroy();
      return;
    }
    response.writeHead(200, json);
    response.end('{"reply": "Here"}');
  });
  const { ports } = targetPorts();
  expect(await ask(specFor(flaky.url), ports)).toMatchObject({ ok: true, requests: 2 });
  const gone = await serveRaw((socket) => socket.destroy());
  expect(await ask(specFor(gone.url), ports)).toMatchObject({
    failure: "unavailable",
    requests: 4,
  });
});

test("an error that the answer tells of is no answer", async () => {
  const server = await answering(200, '{"error": {"message": "quota"}, "reply": ""}');
  const { ports } = targetPorts();
  const spec = specFor(server.url, { error: { path: "$.error.message" } });
  expect(await ask(spec, ports)).toMatchObject({
    failure: "unavailable",
    message: "The target says that it has no answer: quota",
  });
});

test("a message repeats no secret, though the target does", async () => {
  const key = ["a", "key", "of", "the", "test"].join("-");
  const server = await serve((request, response) => {
    response.writeHead(401, json);
    response.end(`Wrong key ${request.headers.authorization}`);
  });
  const { ports } = targetPorts({ environment: { DESK_KEY: key } });
  const failed = await ask(
    specFor(server.url, { headers: { authorization: `Bearer \${DESK_KEY}` } }),
    ports,
  );
  expect(failed).toMatchObject({ failure: "unauthorized" });
  expect(JSON.stringify(failed)).not.toContain(key);
  expect(JSON.stringify(failed)).toContain("[secret]");
});

test("a caller that calls it off gets an end at once, and the request is over", async () => {
  const closed = Promise.withResolvers<void>();
  const server = await serve((_request, response) => {
    response.on("close", () => closed.resolve());
  });
  const { ports } = targetPorts();
  const conversation = await converse(specFor(server.url, { answer_seconds: 900 }), ports);
  const stop = new AbortController();
  const turn = say(conversation, "Hello", { signal: stop.signal });
  setTimeout(() => stop.abort(), 50);
  expect(await turn).toMatchObject({ failure: "timed_out" });
  await closed.promise;
});
