import { AppError } from "#lib/base/index.ts";

/**
 * Reads a URL as strictly as it is written. The URL parser forgives much that a reader would not
 * notice (0x7f.1, 2130706433, line feeds, full-width digits): what it would rewrite is refused.
 * Throws `invalid_input`.
 */
export function parseTarget(text: string): URL {
  if (!/^[\x21-\x7e]{1,8192}$/.test(text) || text.includes("\\")) {
    throw refused("it may hold visible ASCII only; write a name in its xn-- form");
  }
  const authority = /^https?:\/\/([^/?#]+)/i.exec(text)?.[1];
  if (authority === undefined) throw refused("it must begin with http:// or https://");
  if (authority.includes("@")) throw refused("it may not hold a name or a password");
  const url = URL.parse(text);
  if (url === null) throw refused("it cannot be read");
  return checkUrl(url, authority.replace(/:\d*$/, ""));
}

/** Where an answer sends us on to, relative to where it came from. */
export function parseRedirect(location: string, from: URL): URL {
  if (/^[a-z][a-z0-9+.-]*:/i.test(location)) return parseTarget(location);
  if (location.startsWith("//")) return parseTarget(`${from.protocol}${location}`);
  const url = /^[\x21-\x7e]{1,8192}$/.test(location) ? URL.parse(location, from) : null;
  if (url === null) throw refused("it cannot be read");
  return checkUrl(url, url.hostname);
}

function checkUrl(url: URL, writtenHost: string): URL {
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw refused("it must begin with http:// or https://");
  }
  if (url.username !== "" || url.password !== "") {
    throw refused("it may not hold a name or a password");
  }
  // An IPv6 address has many honest spellings; of a name or an IPv4 address there is one.
  if (!url.hostname.startsWith("[") && writtenHost.toLowerCase() !== url.hostname) {
    throw refused("its host must be written in the usual form");
  }
  if (url.hostname === "" || url.hostname.endsWith(".")) {
    throw refused("its host must be written without a dot at the end");
  }
  return url;
}

/** The port that a connection is made to. */
export function portOf(url: URL): number {
  if (url.port !== "") return Number(url.port);
  return url.protocol === "https:" ? 443 : 80;
}

function refused(why: string): AppError {
  return new AppError("invalid_input", `This URL cannot be used: ${why}.`);
}
