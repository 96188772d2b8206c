import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import type { FakeForge } from "../forge.ts";
import type { Installation, Token, User } from "../state.ts";

/** A GitHub App as its owner registered it. */
export interface GithubApp {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly owner: User;
  /** Who its commits and comments are by. */
  readonly bot: User;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly privateKey: string;
  readonly publicKey: KeyObject;
  readonly webhookUrl: string | null;
  readonly webhookSecret: string;
  readonly permissions: Readonly<Record<string, "read" | "write">>;
  readonly events: readonly string[];
  readonly callbackUrls: readonly string[];
  readonly setupUrl: string | null;
}

/** What GitHub remembers besides what every forge does, and the switches that tests turn. */
export interface GithubWorld {
  readonly forge: FakeForge;
  readonly url: () => string;
  /** `/api/v3` for the paths of GitHub Enterprise Server, empty for those of api.github.com. */
  readonly apiPath: string;
  readonly apps: Map<number, GithubApp>;
  /** Manifests that were agreed to, by the code that the App is handed out for, once. */
  readonly manifestCodes: Map<string, GithubApp>;
  readonly oauthCodes: Map<
    string,
    {
      readonly app: GithubApp;
      readonly user: User;
      readonly redirectUri: string;
      readonly challenge: string | null;
    }
  >;
  readonly verified: Set<string>;
  /** Which of an App's commits come out signed. */
  signs: "all" | "graphql" | "none";
  /** Entries after which a recursive listing is cut. */
  maxTreeEntries: number;
  maxBlobBytes: number;
  /** Requests that are left before the hourly limit; null where there is none. */
  requestsLeft: number | null;
  resetAtMs: number;
  /** False: the repository's scanners are off. */
  scansCode: boolean;
  /** Where the logs of jobs are kept: GitHub keeps them on servers that are not its own. */
  logsUrl: () => string;
  /** True where whoever looks at a page is the owner of its repository, unless they say otherwise. */
  readonly actsAsOwner: boolean;
}

export function newWorld(
  forge: FakeForge,
  url: () => string,
  about: { readonly apiPath?: string; readonly actsAsOwner?: boolean } = {},
): GithubWorld {
  return {
    forge,
    url,
    apiPath: about.apiPath ?? "",
    apps: new Map(),
    manifestCodes: new Map(),
    oauthCodes: new Map(),
    verified: new Set(),
    signs: "all",
    maxTreeEntries: 100_000,
    maxBlobBytes: 100 * 1024 * 1024,
    requestsLeft: null,
    resetAtMs: 0,
    scansCode: true,
    logsUrl: () => `${url()}/_logs`,
    actsAsOwner: about.actsAsOwner ?? false,
  };
}

export const neededPermissions = {
  contents: "write",
  pull_requests: "write",
  checks: "write",
  statuses: "write",
  issues: "write",
  actions: "read",
  security_events: "write",
  vulnerability_alerts: "read",
  secret_scanning_alerts: "read",
  metadata: "read",
} as const;

export function addApp(
  world: GithubWorld,
  about: Partial<GithubApp> & Pick<GithubApp, "owner" | "name">,
): GithubApp {
  const slug = about.slug ?? about.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  const keys = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const bot = world.forge.addUser(`${slug}[bot]`, { kind: "bot", name: about.name });
  const app: GithubApp = {
    id: world.forge.id(),
    slug,
    bot,
    clientId: `Iv23${randomBytes(8).toString("hex")}`,
    clientSecret: randomBytes(20).toString("hex"),
    privateKey: keys.privateKey,
    publicKey: createPublicKey(keys.publicKey),
    webhookUrl: null,
    webhookSecret: randomBytes(20).toString("hex"),
    permissions: neededPermissions,
    events: ["push", "pull_request", "pull_request_review", "issue_comment"],
    callbackUrls: [],
    setupUrl: null,
    ...about,
  };
  world.apps.set(app.id, app);
  return app;
}

/** A person installs the App on an account. */
export function installApp(
  world: GithubWorld,
  app: GithubApp,
  account: User,
  repositoryIds: number[] | "all",
  by: User,
): Installation {
  const installation: Installation = {
    id: world.forge.id(),
    account,
    appId: app.id,
    repositoryIds,
    grants: app.permissions,
    suspendedAtMs: null,
    deleted: false,
  };
  world.forge.state.installations.set(installation.id, installation);
  const repositories = [...world.forge.state.repositories.values()].filter(
    ({ id, owner }) => owner === account && (repositoryIds === "all" || repositoryIds.includes(id)),
  );
  world.forge.emit({ kind: "installation", action: "created", installation, repositories, by });
  return installation;
}

export function installationToken(
  world: GithubWorld,
  installation: Installation,
  narrowed: {
    readonly grants?: Readonly<Record<string, "read" | "write">>;
    readonly repositoryIds?: readonly number[];
  } = {},
): Token {
  const app = world.apps.get(installation.appId);
  if (app === undefined) throw new Error("The installation is of no App.");
  return world.forge.addToken(
    {
      user: app.bot,
      kind: "app_installation",
      grants: narrowed.grants ?? installation.grants,
      repositoryIds: narrowed.repositoryIds ?? installation.repositoryIds,
      installationId: installation.id,
      expiresAtMs: world.forge.nowMs() + 3_600_000,
    },
    "ghs_",
  );
}
