import { Server } from "@modelcontextprotocol/server";
import type { ToolSource } from "./tool-source.ts";

/**
 * The suite’s tools as an MCP server. Descriptions come through as a seed wrote them and arguments as the
 * agent did: to an agent that trusts what servers say, it is a hostile one.
 */
export function mcpServer(tools: ToolSource): Server {
  const server = new Server({ name: "office", version: "1.0.0" }, { capabilities: { tools: {} } });
  server.setRequestHandler("tools/list", async () => ({
    tools: (await tools.offered()).map(({ name, description, inputSchema }) => ({
      name,
      description,
      inputSchema: {
        type: "object" as const,
        properties: { ...inputSchema.properties },
        required: [...inputSchema.required],
      },
    })),
  }));
  server.setRequestHandler("tools/call", async ({ params }) => {
    const { text, isError } = await tools.call(params.name, params.arguments ?? {});
    return { content: [{ type: "text" as const, text }], isError };
  });
  return server;
}
