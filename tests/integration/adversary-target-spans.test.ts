import { expect, test } from "vitest";
import { openSpanInbox, World, worldSchema } from "#lib/engines/adversary/index.ts";
import { agent, http } from "../support/recording-agent.ts";
import { ask, converse, expectAnswer, say } from "../support/talk.ts";
import { targetPorts } from "../support/target-ports.ts";

const spanOf = (id: string, tool: string) => ({
  spanId: id,
  name: `execute_tool ${tool}`,
  attributes: [
    { key: "gen_ai.operation.name", value: { stringValue: "execute_tool" } },
    { key: "gen_ai.tool.name", value: { stringValue: tool } },
    { key: "gen_ai.tool.call.arguments", value: { stringValue: '{"id":"1"}' } },
  ],
});
const trace = (...spans: object[]) => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] });

test("spans are read from the answer and from an address, each once", async () => {
  const server = await agent(({ path, headers }, number) => {
    if (path.startsWith("/traces"))
      return { data: trace(spanOf("a", "pay"), spanOf(`n${number}`, "look")) };
    return { reply: String(headers.traceparent), trace: trace(spanOf("x", "pay")) };
  });
  const { ports } = targetPorts();
  const inside = http(server.url, { spans: { from: "answer", path: "$.trace" } });
  const call = { tool: "pay", arguments: { id: "1" }, result: null, source: "span" };
  expect(await ask(inside, ports)).toMatchObject({ calls: [call] });
  const outside = http(server.url, {
    headers: { traceparent: "{{traceparent}}" },
    spans: { from: "address", url: `${server.url}/traces/{{trace_id}}`, path: "$.data" },
  });
  const conversation = await converse(outside, ports);
  const first = expectAnswer(await say(conversation, "One"));
  expect(first.calls.map(({ tool }) => tool)).toEqual(["pay", "look"]);
  expect(first.requests).toBe(2);
  const traceId = server.got.at(-1)?.path.replace("/traces/", "");
  expect(first.text).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
  const second = expectAnswer(await say(conversation, "Two"));
  expect(second.calls.map(({ tool }) => tool)).toEqual(["look"]);
});

test("spans that were sent to us are waited for; where none ever came, there is no answer", async () => {
  const spans = openSpanInbox();
  const server = await agent(() => {
    setTimeout(
      () =>
        spans.put(
          "attempt-of-the-test",
          trace(spanOf("a", "pay"), spanOf("b", "pay_invoice")),
          100,
        ),
      40,
    );
    return { reply: "Here" };
  });
  const { ports } = targetPorts({ spans });
  const spec = http(server.url, { spans: { from: "receiver", wait_seconds: 60 } });
  const world = new World(worldSchema.parse({}));
  const conversation = await converse(spec, ports, { world });
  const answer = expectAnswer(await say(conversation, "Pay"));
  // The suite’s own tool is in the world’s record.
  expect(answer.calls.map(({ tool }) => tool)).toEqual(["pay"]);
  const quiet = await agent(() => ({ reply: "Here" }));
  expect(await ask(http(quiet.url, { spans: { from: "receiver" } }), ports)).toMatchObject({
    failure: "unavailable",
    message: expect.stringContaining("No spans of the agent arrived"),
  });
});
