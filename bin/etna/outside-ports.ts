import { AppError } from "#lib/base/index.ts";
import type { ActionCommits, Advisories, DependencyPorts } from "#lib/engines/rules/index.ts";
import { openActionCommits } from "#lib/platform/action-versions/index.ts";
import { openAdvisories } from "#lib/platform/advisories/index.ts";
import { openRegistry } from "#lib/platform/npm-registry/index.ts";

/** Who is asked about packages. Throws `invalid_input` where the settings say that nobody is. */
export function requireAdvisories(): Advisories {
  const advisories = openAdvisories();
  if (advisories !== undefined) return advisories;
  throw new AppError(
    "invalid_input",
    "ETNA_OSV_URL is off: nobody can be asked about dependencies.",
  );
}

export function requirePorts(): DependencyPorts {
  return { advisories: requireAdvisories(), registry: openRegistry() };
}

/** Who is asked about actions. Throws `invalid_input` where the settings say that nobody is. */
export function requireActionCommits(): ActionCommits {
  const commits = openActionCommits();
  if (commits !== undefined) return commits;
  throw new AppError(
    "invalid_input",
    "ETNA_ACTIONS_URL is off: nobody can be asked which commit an action's version is.",
  );
}
