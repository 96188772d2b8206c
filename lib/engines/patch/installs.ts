import type { FileChange } from "#lib/base/index.ts";

/** What of a package.json decides what is installed, or runs while it is. */
const installing =
  /ependenc|^(?:overrides|resolutions|workspaces|packageManager|pnpm|bin|imports|scripts)$/;
/** Scripts that nobody has to call by their name. */
const ownScript = /^(?:pre|post)|^(?:install|prepare|prepublish|prepack|publish|version)/;
/** The same of other tools: any change of these. */
const manifest =
  /(^|\/)(requirements[\w.-]*\.(txt|in)|constraints\.txt|pipfile|pyproject\.toml|setup\.(py|cfg)|environment\.ya?ml|go\.mod|gemfile|[^/]+\.gemspec|cargo\.toml|composer\.json|pom\.xml|build\.gradle(\.kts)?|[^/]+\.csproj|pnpm-workspace\.yaml|\.pnpmfile\.c?js|\.yarnrc(\.yml)?|bunfig\.toml|deno\.jsonc?)$/i;

/** True where a change brings in packages, or what runs as they are installed. */
export function changesInstalls({ path, before, after }: FileChange): boolean {
  if (manifest.test(path)) return true;
  if (!/(^|\/)package\.json$/i.test(path)) return false;
  const [old, next] = [installsOf(before), installsOf(after)];
  return old === null || next === null || old !== next;
}

/** Null where it cannot be read: then nobody knows. */
function installsOf(text: string | null): string | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text ?? "{}");
  } catch {
    return null;
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return null;
  const told = Object.entries(parsed).filter(([key]) => installing.test(key));
  return JSON.stringify(
    told.map(([key, value]) => [key, key === "scripts" ? ownScripts(value) : value]),
  );
}

function ownScripts(scripts: unknown): unknown {
  if (typeof scripts !== "object" || scripts === null) return scripts;
  return Object.entries(scripts).filter(([name]) => ownScript.test(name));
}
