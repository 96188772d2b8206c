import { onTestFinished } from "vitest";
import type { FileChange } from "#lib/base/index.ts";
import {
  type CommitRequest,
  etnaBranch,
  type Forge,
  type GithubForgeOptions,
  openGithubForge,
} from "#lib/platform/forge/index.ts";
import { FakeForge } from "#samples/forge/forge.ts";
import { type GithubServer, startGithub } from "#samples/forge/github/face.ts";
import {
  addApp,
  type GithubApp,
  installApp,
  installationToken,
} from "#samples/forge/github/world.ts";
import type { Installation, Repository, Token, User } from "#samples/forge/state.ts";

export const files = {
  "README.md": "# Sample\n",
  "src/app.js": "const a = 1;\nconst b = 2;\nrun(a);\n",
  "src/lib/util.js": "export const x = 1;\r\nexport const y = 2;\r\n",
};

export const appChange: FileChange = {
  path: "src/app.js",
  before: files["src/app.js"],
  after: "const a = 1;\nconst b = 2;\nrunSafely(a);\n",
};

export const branch = etnaBranch("etna/fix-1");
export const loopback = ["127.0.0.1/32"];

export interface GithubSample {
  readonly server: GithubServer;
  readonly app: GithubApp;
  readonly installation: Installation;
  readonly repository: Repository;
  readonly ana: User;
  readonly ben: User;
  readonly token: Token;
  readonly base: string;
  readonly forge: Forge;
  /** A door of its own, which knows nothing that another has learned. */
  open(options?: Partial<GithubForgeOptions>): Promise<Forge>;
}

/** A repository with an installed App, a person who may write and one who owns it. */
export async function githubSample(
  about: { readonly enterprise?: boolean; readonly isPrivate?: boolean } = {},
): Promise<GithubSample> {
  const fake = await FakeForge.create();
  const server = await startGithub(fake, about);
  onTestFinished(() => server.close());
  const ana = fake.addUser("ana");
  const ben = fake.addUser("ben");
  const repository = await fake.addRepository({
    owner: ana,
    name: "shop",
    files,
    private: about.isPrivate ?? true,
    members: { ben: "write" },
  });
  const app = addApp(server.world, { owner: ana, name: "Agent Etna" });
  const installation = installApp(server.world, app, ana, [repository.id], ana);
  const token = installationToken(server.world, installation);
  const open = (options: Partial<GithubForgeOptions> = {}) =>
    openGithubForge({
      baseUrl: server.apiUrl,
      owner: "ana",
      name: "shop",
      kind: "app",
      appId: app.id,
      token: async () => token.value,
      retryPauseMs: 1,
      writePauseMs: 0,
      allow: loopback,
      ...options,
    });
  const base = (await repository.git.resolve("refs/heads/main")) ?? "";
  const forge = await open();
  return { server, app, installation, repository, ana, ben, token, base, forge, open };
}

export function request(
  baseCommit: string,
  changes: readonly FileChange[] = [appChange],
): CommitRequest {
  return { branch, baseCommit, changes, message: "Run it safely\n", unixSeconds: 1_790_000_000 };
}

export const reviewRequest = { branch, targetBranch: "main", title: "Run it safely", body: "Why." };

/** A fix on its branch, with an open pull request. */
export async function proposed(sample: GithubSample) {
  const made = await sample.forge.commitToBranch(request(sample.base));
  const review = await sample.forge.openReview(reviewRequest);
  const change = sample.repository.changes.get(review.number ?? 0);
  if (change === undefined) throw new Error("No pull request was opened.");
  return { made, review, change };
}

export async function branchesOf({ repository }: GithubSample): Promise<Record<string, string>> {
  return Object.fromEntries(await repository.git.branches());
}
