import { createHash, randomBytes } from "node:crypto";
import type { ToolsAddress } from "#lib/engines/adversary/index.ts";
import { config } from "#lib/platform/config/index.ts";

export function newToolsToken(): string {
  return randomBytes(20).toString("hex");
}

/** Where an agent elsewhere finds the suite’s tools, for the attempt or the target that has this token. */
export function toolsAddressOf(token: string): ToolsAddress {
  const base = `${config().publicUrl}/agent-tools/${encodeURIComponent(token)}`;
  return { mcp: `${base}/mcp`, http: `${base}/tools` };
}

/** What a world is found by: the token itself is kept nowhere. */
export function worldHash(token: string): string {
  return createHash("sha256").update(`attempt ${token}`, "utf8").digest("hex");
}
