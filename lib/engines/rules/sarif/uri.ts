import { repositoryPathFault } from "#lib/base/index.ts";
import { member } from "./members.ts";
import { type ArtifactLocation, baseSchema } from "./schemas.ts";

const maxBases = 8;
const maxUriChars = 4000;

/** Where a result says it is: below the repository, or an absolute path that may lie in it. */
export type Place =
  | { readonly kind: "relative"; readonly path: string }
  | { readonly kind: "absolute"; readonly path: string; readonly inBase: string | null };

/**
 * Resolves an artifactLocation (SARIF §3.4, RFC 3986) without ever leaving the repository: percent
 * signs are decoded once, after which no segment may be "..". Null for what names no file here.
 */
export function placeOf(location: ArtifactLocation, bases: unknown): Place | null {
  let joined = "";
  let next: ArtifactLocation | undefined = location;
  for (let hop = 0; next !== undefined && hop < maxBases; hop++) {
    const uri: string = next.uri ?? "";
    if (uri.length > maxUriChars) return null;
    if (isAbsolute(uri)) {
      const base = absolutePath(uri);
      if (base === null) return null;
      const inBase = hop === 0 ? null : fitPath(joined);
      const path = fitPath(hop === 0 ? base : `${base}/${joined}`);
      return path === null || (hop > 0 && inBase === null)
        ? null
        : { kind: "absolute", path, inBase };
    }
    const decoded = decodedPath(uri);
    if (decoded === null) return null;
    joined = joined === "" ? decoded : `${decoded}/${joined}`;
    const base: unknown = next.uriBaseId === undefined ? undefined : member(bases, next.uriBaseId);
    next = baseSchema.safeParse(base).data;
  }
  const path = next === undefined ? fitPath(joined) : null;
  return path === null ? null : { kind: "relative", path };
}

/** Every way to read an absolute path as one below the repository, the longest first. */
export function suffixes(path: string): readonly string[] {
  const segments = path.split("/");
  // A file of the machine's own, such as /etc/passwd, is not to be taken for one at the top.
  return segments.slice(0, -1).map((_, at) => segments.slice(at).join("/"));
}

function isAbsolute(uri: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:|[\\/])/i.test(uri);
}

/** The path of file:///… , /… or C:\…; null for another scheme, or another machine. */
function absolutePath(uri: string): string | null {
  const drive = /^[a-z]:(?=[\\/])/i.exec(uri);
  const local = drive ? uri.slice(2) : uri.replace(/^file:(?:\/\/(?:localhost)?(?=\/))?/i, "");
  if (!/^[\\/](?![\\/])/.test(local)) return null;
  const path = decodedPath(local);
  return path === null ? null : path.replace(/^\/[a-z]:(?=\/)/i, "").replace(/^\/+/, "");
}

function decodedPath(uri: string): string | null {
  try {
    return decodeURIComponent(uri.replace(/[?#].*$/s, "")).replaceAll("\\", "/");
  } catch {
    return null; // a percent sign that begins no character: this is no URI
  }
}

/** Without "./" and doubled or closing slashes; null where anything is left that leaves the folder. */
export function fitPath(path: string): string | null {
  const plain = path
    .split("/")
    .filter((segment) => segment !== "" && segment !== ".")
    .join("/");
  if (plain.length > 1000 || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(plain)) return null;
  return repositoryPathFault(plain) === null ? plain : null;
}
