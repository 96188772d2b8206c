import type { IncomingMessage } from "node:http";

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/**
 * Why a request is refused for its form alone, as a status, before anything acts on it; null where it
 * can mean one thing only. What is not said here, Node's parser refuses by itself (RFC 9112).
 */
export function formFault(request: IncomingMessage): 400 | 501 | 505 | null {
  const { httpVersion, method = "", rawHeaders, headers, url = "" } = request;
  if (httpVersion !== "1.1" && httpVersion !== "1.0") return 505;
  if (!methods.has(method)) return 501;
  const names = rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());
  if (names.filter((name) => name === "host").length > 1) return 400;
  // RFC 9112, 6.1: who speaks 1.0 does not know chunks, so somebody else may read this otherwise.
  if (httpVersion === "1.0" && headers["transfer-encoding"] !== undefined) return 400;
  return isPath(pathTarget(url)) ? null : 400;
}

/** The target without the scheme and authority that an absolute form has (RFC 9112, 3.2.2). */
export function pathTarget(url: string): string {
  const absolute = /^https?:\/\/[^/?#]*(.*)$/i.exec(url)?.[1];
  if (absolute === undefined) return url;
  return absolute.startsWith("/") ? absolute : `/${absolute}`;
}

function isPath(target: string): boolean {
  const [path = ""] = target.split("?");
  if (!path.startsWith("/") || path.includes("\\")) return false;
  try {
    return !decodeURIComponent(path).includes("\0");
  } catch {
    return false;
  }
}
