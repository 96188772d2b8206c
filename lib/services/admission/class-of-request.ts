import type { LimitClass } from "#lib/platform/limits/index.ts";

/** Which limit a request falls under before anything has looked at it; null for the pages. */
export function classOfRequest(method: string, pathname: string): LimitClass | null {
  if (pathname.startsWith("/api/webhooks/")) return "webhook";
  if (pathname.startsWith("/agent-tools/")) return "agent_tools";
  if (pathname.startsWith("/log/")) return "log";
  if (pathname.startsWith("/verify/") || pathname === "/api/v1/verify") return "verify";
  if (/^\/api\/v1\/(?:fixes|campaigns)\/[^/]+\/verification$/.test(pathname)) return "verify";
  if (pathname.startsWith("/api/v1/")) return "api";
  // A session is read by every page; the rest of this room lets somebody in.
  if (pathname.startsWith("/api/auth/") && pathname !== "/api/auth/session") return "sign_in";
  if (method === "POST" && pathname === "/welcome") return "sign_up";
  return null;
}
