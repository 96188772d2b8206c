import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { expect, onTestFinished, test } from "vitest";
import { type Target, World, worldSchema } from "#lib/engines/adversary/index.ts";
import { openToolsServer } from "../../bin/etna/tools-server.ts";
import { smallTarget } from "../support/adversary/small-target.ts";

function office(): World {
  return new World(worldSchema.parse({ orders: [{ id: "7", customer: "c1", total: 20 }] }));
}

const answer = {
  ok: true,
  text: "Done.",
  calls: [],
  finish: "stop",
  usage: null,
  wallClockMs: 1,
  requests: 1,
} as const;

async function served() {
  const server = await openToolsServer({ host: "127.0.0.1", port: 0 });
  onTestFinished(() => server.close());
  const target: Target = server.serving(smallTarget(() => answer));
  const open = (attempt: string, world: World, session = 1) =>
    target.open({ attempt, session, as: "first", system: null, world, plant: [] });
  return { server, open };
}

test("a world is served as long as one of its conversations lasts, and no longer", async () => {
  const { server, open } = await served();
  const { http } = server.toolsAddress("attempt-one");
  const status = async () => (await fetch(http)).status;
  expect(await status()).toBe(404);
  const world = office();
  const first = await open("attempt-one", world);
  const second = await open("attempt-one", world, 2);
  expect(await status()).toBe(200);
  await first.close();
  expect(await status()).toBe(200);
  await second.close();
  expect(await status()).toBe(404);
});

test("a page that a browser shows is refused", async () => {
  const { server, open } = await served();
  const world = office();
  await open("attempt-one", world);
  for (const attempt of ["attempt-one", "shared"]) {
    const asked = await fetch(`${server.toolsAddress(attempt).http}/cancel_order`, {
      method: "POST",
      headers: { origin: "https://elsewhere.example", "content-type": "application/json" },
      body: '{"id": "7"}',
    });
    expect(asked.status).toBe(403);
  }
  expect(world.calls()).toEqual([]);
});

test("an agent that is connected by hand reaches the attempt that is under way", async () => {
  const { server, open } = await served();
  const address = new URL(`${server.address}/shared/mcp`);
  const early = new Client({ name: "an-agent", version: "1" });
  await expect(early.connect(new StreamableHTTPClientTransport(address))).rejects.toThrow();
  const world = office();
  await open("attempt-one", world);
  const late = new Client({ name: "an-agent", version: "1" });
  await late.connect(new StreamableHTTPClientTransport(address));
  onTestFinished(() => late.close());
  await late.callTool({ name: "cancel_order", arguments: { id: "7" } });
  expect(world.changed()).toEqual({ "orders/7": { status: "cancelled" } });
});

test("etna attack mcp-tools is an MCP server over stdio for the run that is under way", async () => {
  const { server, open } = await served();
  const world = office();
  await open("attempt-one", world);
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ["bin/etna.ts", "attack", "mcp-tools", server.toolsAddress("attempt-one").http],
  });
  const client = new Client({ name: "an-agent", version: "1" });
  await client.connect(transport);
  onTestFinished(() => client.close());
  const read = await client.callTool({ name: "read_order", arguments: { id: "7" } });
  expect(JSON.stringify(read.content)).toContain("c1");
  expect(world.calls()).toHaveLength(1);
});

test("where nobody can listen, the words say what to do", async () => {
  const { server } = await served();
  const port = Number(new URL(server.address).port);
  await expect(openToolsServer({ host: "127.0.0.1", port })).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("Choose another with --serve"),
  });
});
