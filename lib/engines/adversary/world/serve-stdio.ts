import type { Readable, Writable } from "node:stream";
import { StdioServerTransport, serveStdio as serve } from "@modelcontextprotocol/server/stdio";
import { mcpServer } from "./mcp-server.ts";
import type { ToolSource } from "./tool-source.ts";

/**
 * Serves tools as MCP over two streams, for an agent that starts its servers by command: with `remoteTools` it
 * is a bridge to the world of an attempt in another process. Resolves when the agent closes its end.
 */
export function serveStdio(tools: ToolSource, input: Readable, output: Writable): Promise<void> {
  return new Promise((resolve) => {
    const transport = new StdioServerTransport(input, output);
    serve(() => mcpServer(tools), { transport });
    const { onclose } = transport;
    transport.onclose = () => {
      onclose?.();
      resolve();
    };
  });
}
