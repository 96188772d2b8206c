import type { Verification, VerifyInput } from "#lib/engines/verify/index.ts";

/** Where the parts of a bundle are to be had. Every address is of this site. */
export interface CheckSources {
  bundleHref: string;
  trustedRootHref: string;
  keysHref: string;
  mergedBundleHref?: string | undefined;
  patchHref?: string | undefined;
}

/** What the server told the verifier besides the files. */
export type CheckContext = Pick<VerifyInput, "repository" | "merged" | "publisher">;

export interface BrowserCheck {
  verification: Verification;
  tookMs: number;
}

export interface CheckFiles {
  bundle: string;
  trustedRoot: string;
  keys: string;
  mergedBundle?: string | undefined;
  patch?: Uint8Array | undefined;
  report?: Uint8Array | undefined;
}

async function fetchOk(href: string): Promise<Response> {
  const response = await fetch(href);
  if (!response.ok) throw new Error(`${href} answered ${response.status}.`);
  return response;
}

const texts = new Map<string, Promise<string>>();

/** Asked for once a page: what was dropped is then checked with no request at all. */
export function fetchText(href: string): Promise<string> {
  const known = texts.get(href);
  if (known !== undefined) return known;
  const text = fetchOk(href).then((response) => response.text());
  texts.set(href, text);
  // The next one who needs it may have better luck.
  text.catch(() => texts.delete(href));
  return text;
}

async function fetchBytes(href: string): Promise<Uint8Array> {
  return new Uint8Array(await (await fetchOk(href)).arrayBuffer());
}

export async function fetchFiles(sources: CheckSources): Promise<CheckFiles> {
  const [bundle, trustedRoot, keys, mergedBundle, patch] = await Promise.all([
    fetchText(sources.bundleHref),
    fetchText(sources.trustedRootHref),
    fetchText(sources.keysHref),
    sources.mergedBundleHref ? fetchText(sources.mergedBundleHref) : undefined,
    sources.patchHref ? fetchBytes(sources.patchHref) : undefined,
  ]);
  return { bundle, trustedRoot, keys, mergedBundle, patch };
}

/** The same verifier as on the server, with its signature checks in JavaScript. Sends nothing. */
export async function checkInBrowser(
  files: CheckFiles,
  context: CheckContext = {},
): Promise<BrowserCheck> {
  const { nobleCrypto, parseBundleText, parseStrictJson, verifyChain } = await import(
    "#lib/engines/verify/index.ts"
  );
  const startedMs = performance.now();
  const read = (text: string, parsed = parseStrictJson(text)) => (parsed.ok ? parsed.value : null);
  const verification = await verifyChain(
    {
      bundle: read(files.bundle, parseBundleText(files.bundle)),
      trustedRoot: read(files.trustedRoot),
      keys: read(files.keys),
      ...(files.mergedBundle !== undefined && {
        mergedBundle: read(files.mergedBundle, parseBundleText(files.mergedBundle)),
      }),
      ...(files.patch ? { patch: files.patch } : {}),
      ...(files.report ? { report: files.report } : {}),
      ...context,
    },
    nobleCrypto,
  );
  return { verification, tookMs: Math.max(1, Math.round(performance.now() - startedMs)) };
}
