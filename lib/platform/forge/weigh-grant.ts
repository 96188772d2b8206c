import {
  comparePermissions,
  neededPermissions,
  neededScopes,
  optionalPermissions,
} from "./github/access.ts";
import { contained, needed as gitlabScopes } from "./gitlab/access.ts";

interface GrantRow {
  readonly name: string;
  readonly granted: boolean;
  /** Without it something is done in a lesser way, and nothing is left undone. */
  readonly isOptional: boolean;
}

/** What was granted, held against what Etna needs. */
export interface WeighedGrant {
  readonly needed: readonly GrantRow[];
  /** Granted and not needed: better taken away. */
  readonly surplus: readonly string[];
  /** False for a credential that does not say what it may do. */
  readonly isKnown: boolean;
}

/** `granted` is as `describeGrant` answered it. A fine-grained token of GitHub's says nothing. */
export function weighGrant(
  credential: "github_app" | "github_token" | "gitlab",
  granted: readonly string[],
): WeighedGrant {
  if (credential === "github_app") {
    const has = permissionsOf(granted);
    const { surplus } = comparePermissions(has);
    return {
      needed: Object.entries(neededPermissions).map(([name, level]) =>
        held(`${name}:${level}`, has[name] === level || has[name] === "write"),
      ),
      surplus,
      isKnown: true,
    };
  }
  const [wanted, also] =
    credential === "gitlab" ? [gitlabScopes, contained] : [neededScopes, [] as readonly string[]];
  const isKnown = granted.length > 0;
  return {
    needed: wanted.map((name) => held(name, granted.includes(name))),
    surplus: granted.filter((name) => !wanted.includes(name) && !also.includes(name)),
    isKnown,
  };
}

/** The part of an App's permissions that Etna has a use for, as far as it was granted. */
export function grantedPermissions(
  granted: readonly string[],
): Readonly<Record<string, "read" | "write">> {
  const permissions = permissionsOf(granted);
  return Object.fromEntries(
    Object.entries(neededPermissions).flatMap(([name, level]) => {
      const has = permissions[name];
      if (has !== "read" && has !== "write") return [];
      return [[name, level === "write" ? has : "read"] as const];
    }),
  );
}

function permissionsOf(granted: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(granted.map((one) => one.split(":") as [string, string]));
}

function held(name: string, granted: boolean): GrantRow {
  return { name, granted, isOptional: optionalPermissions.includes(name) };
}
