import type { ActionCommits } from "#lib/engines/rules/index.ts";
import { config } from "#lib/platform/config/index.ts";
import { githubCommits } from "./github.ts";

let opened: ActionCommits | undefined;

/**
 * Who knows which commit an action's version is, one for this process: it remembers for ten minutes
 * what it was told. Undefined where the operator asks nobody (`ETNA_ACTIONS_URL=off`).
 */
export function openActionCommits(): ActionCommits | undefined {
  const { ETNA_ACTIONS_URL: url } = config();
  if (url === "off") return undefined;
  opened ??= githubCommits(url);
  return opened;
}
