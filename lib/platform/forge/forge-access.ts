import type { ForgeAccount } from "./forge-host.ts";

/** What a credential may do on its forge, beside what Etna needs. */
export interface ForgeGrant {
  /** Who acts with it: a person, or the bot of an app, a project or a group. */
  readonly account: ForgeAccount;
  /** As the forge writes them: scopes, or permissions as "contents:write". Sorted. */
  readonly granted: readonly string[];
  /** Needed and not granted: something will be refused. */
  readonly missing: readonly string[];
  /** Granted and not needed: better taken away. */
  readonly surplus: readonly string[];
  readonly expiresAt: Date | null;
}

export interface ForgeRepository {
  /** Id that outlives the name. */
  readonly forgeId: string;
  /** "owner/name", or the whole path of a GitLab project. */
  readonly fullName: string;
  readonly defaultBranch: string;
  readonly private: boolean;
  readonly archived: boolean;
}

/** One credential on one forge, before any repository is chosen. */
export interface ForgeAccess {
  /** Throws `unauthenticated` where the forge no longer takes the credential. */
  describeGrant(): Promise<ForgeGrant>;
  /** All that the credential reaches, all pages, sorted by name. */
  listRepositories(): Promise<readonly ForgeRepository[]>;
  /** Ends the credential at the forge. One that is gone already is a no-op. */
  revoke(): Promise<void>;
}
