import { drawnInId, type SavedFix, savedFixId } from "./saved-fix.ts";
import { savedStyle } from "./style.ts";

/** What the policy of the page lets run: these very texts, by their digests, and nothing else. */
export interface SavedDigests {
  /** `sha256-…`, as Content-Security-Policy writes it. */
  readonly script: string;
  readonly style: string;
}

/**
 * The page as one HTML file. It loads nothing, so that it works from a disk without a network: its
 * policy allows no address at all, its own script and its own style.
 */
export function savedDocument(fix: SavedFix, script: string, { script: run, style }: SavedDigests) {
  const policy = `default-src 'none'; script-src '${run}'; style-src '${style}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Saved fix ${fix.fixId}</title>
<style>${savedStyle}</style>
</head>
<body>
<main id="${drawnInId}"><h1>Saved fix ${fix.fixId}</h1><p>This page checks the fix with a script of its own. Allow scripts, and open it again.</p></main>
<script type="application/json" id="${savedFixId}">${inertJson(fix)}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** JSON that cannot end the element it stands in. */
function inertJson(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}
