import { McpServer } from "@modelcontextprotocol/server";
import { StdioServerTransport, serveStdio } from "@modelcontextprotocol/server/stdio";
import { z } from "zod";

let turns = 0;

/** An agent that is a tool of an MCP server; what it is told to do is the message itself. */
export function agentServer(): McpServer {
  const server = new McpServer({ name: "agent", version: "1.0.0" });
  const inputSchema = z.object({ message: z.string(), tenant: z.string().optional() });
  server.registerTool("ask", { inputSchema }, async ({ message, tenant = "none" }) => {
    turns++;
    const text = (words: string) => ({ content: [{ type: "text" as const, text: words }] });
    if (message === "fail") return { ...text("It broke."), isError: true };
    if (message === "hang") await new Promise(() => setInterval(() => undefined, 1000));
    if (message === "large") return text("x".repeat(3_000_000));
    if (message === "exit") process.exit(3);
    if (message === "structured") {
      const calls = [{ name: "pay", arguments: { id: 1 } }];
      return { ...text("see there"), structuredContent: { reply: "Here", calls } };
    }
    return text(
      `${message} (${tenant}, turn ${turns}, secret ${process.env.AGENT_SECRET ?? "none"})`,
    );
  });
  return server;
}

if (process.argv[2] === "stdio") {
  process.stderr.write("the agent starts\n");
  process.stdout.write("a line that is no message\n");
  serveStdio(agentServer, { transport: new StdioServerTransport() });
}
