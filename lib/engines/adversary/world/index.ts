export { type WorldData, worldSchema } from "./schema.ts";
export { serveStdio } from "./serve-stdio.ts";
export { remoteTools, type ToolSource } from "./tool-source.ts";
export { type OfferedTool, World } from "./world.ts";
export { worldServer } from "./world-server.ts";
