import {
  type BrowserCheck,
  type CheckContext,
  checkInBrowser,
  fetchText,
} from "./browser-check.ts";
import type { DroppedFile, DroppedKind } from "./read-dropped.ts";

/** What this site has where it is not dropped. The trusted root always, the rest on a fix's page. */
export interface SiteFiles {
  trustedRootHref: string;
  keysHref?: string | undefined;
  bundleHref?: string | undefined;
}

export interface DroppedCheck extends BrowserCheck {
  /** What the gate of a genuine report said; null for anything else. */
  gate: string | null;
  /** A statement of a merge, with no approval beside it. */
  isMergeAlone: boolean;
  /** Whose word the log's key is: this site's, or that of whoever brought the file. */
  root: "site" | "dropped";
  keys: "site" | "dropped";
}

/** Loads the verifier and what the site has, so that nothing is asked for once files are here. */
export async function prepareCheck({ trustedRootHref, keysHref }: SiteFiles): Promise<void> {
  await Promise.all([
    import("#lib/engines/verify/index.ts"),
    fetchText(trustedRootHref),
    keysHref && fetchText(keysHref),
  ]);
}

/** What is still needed before anything can be checked, by name; empty when all is here. */
export function missingOf(
  files: readonly DroppedFile[],
  { keysHref, bundleHref }: SiteFiles,
): readonly string[] {
  const has = (kind: DroppedKind) => files.some((file) => file.kind === kind);
  return [
    ...(has("bundle") || has("merged_bundle") || bundleHref
      ? []
      : [has("report") ? "bundle.json" : "fix.sigstore.json"]),
    ...(has("keys") || keysHref ? [] : ["keys.json"]),
  ];
}

/** The fix, or the campaign, that a bundle among them says it is about; nothing of it is checked. */
export async function claimedId(files: readonly DroppedFile[]): Promise<string | null> {
  const bundle = files.find(({ kind }) => kind === "bundle" || kind === "merged_bundle");
  if (bundle === undefined) return null;
  const { claimedFixId, claimedReportId, parseBundleText } = await import(
    "#lib/engines/verify/index.ts"
  );
  const parsed = parseBundleText(bundle.text);
  return parsed.ok ? (claimedFixId(parsed.value) ?? claimedReportId(parsed.value)) : null;
}

/** Checks what is here in this browser. Throws, in words, when a file of this site is not to be had. */
export async function checkDropped(
  files: readonly DroppedFile[],
  site: SiteFiles,
  context: CheckContext | undefined,
): Promise<DroppedCheck> {
  const given = (kind: DroppedKind) => files.find((file) => file.kind === kind);
  const text = async (kind: DroppedKind, href: string | undefined) =>
    given(kind)?.text ?? (href === undefined ? "" : await fetchText(href));
  const merge = given("merged_bundle")?.text;
  const isMergeAlone = merge !== undefined && !given("bundle") && site.bundleHref === undefined;
  const check = await checkInBrowser(
    {
      bundle: isMergeAlone ? merge : await text("bundle", site.bundleHref),
      mergedBundle: isMergeAlone ? undefined : merge,
      trustedRoot: await text("trusted_root", site.trustedRootHref),
      keys: await text("keys", site.keysHref),
      patch: given("patch")?.bytes,
      report: given("report")?.bytes,
    },
    context,
  );
  const { ok, reportStatement } = check.verification;
  const { gateWords } = await import("#lib/engines/verify/index.ts");
  return {
    ...check,
    gate: ok && reportStatement ? gateWords(reportStatement.predicate).text : null,
    isMergeAlone,
    root: given("trusted_root") ? "dropped" : "site",
    keys: given("keys") ? "dropped" : "site",
  };
}
