import { remoteTools, serveStdio } from "#lib/engines/adversary/index.ts";

// An agent starts this as an MCP server; the world is in another process.
await serveStdio(remoteTools(process.argv[2] ?? "", fetch), process.stdin, process.stdout);
