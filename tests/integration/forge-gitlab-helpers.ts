import { afterEach } from "vitest";
import type { FileChange } from "#lib/base/index.ts";
import {
  type CommitRequest,
  etnaBranch,
  type Forge,
  type GitlabForgeOptions,
  openGitlabForge,
  type ReviewRequest,
} from "#lib/platform/forge/index.ts";
import { type GitlabServer, startGitlab } from "#samples/forge/gitlab/face.ts";
import type { Repository, Token, User } from "#samples/forge/state.ts";
import { recordedFaults } from "./forge-gitlab-schema.ts";

export interface Gitlab {
  readonly server: GitlabServer;
  readonly repository: Repository;
  readonly people: { readonly ada: User; readonly ben: User; readonly bot: User };
  readonly token: Token;
  readonly head: string;
  readonly forge: Forge;
  /** Another door to the same project. */
  open(options?: Partial<GitlabForgeOptions>): Promise<Forge>;
}

const running: GitlabServer[] = [];

afterEach(async () => {
  const servers = running.splice(0);
  const faults = servers.flatMap((server) => recordedFaults(server));
  await Promise.all(servers.map((server) => server.close()));
  if (faults.length > 0) throw new Error(`Answers unlike GitLab's:\n${faults.join("\n")}`);
});

export const sampleFiles = {
  "README.md": "# Sample\n",
  "src/app.js": "const a = 1;\nrun(a);\n",
  "src/lib/util.js": "export const x = 1;\r\n",
  "docs/guide.md": "Read me.\n",
};

export const appChange: FileChange = {
  path: "src/app.js",
  before: sampleFiles["src/app.js"],
  after: "const a = 1;\nrunSafely(a);\n",
};

export const branch = etnaBranch("etna/fix-1");

export function request(
  baseCommit: string,
  changes: readonly FileChange[] = [appChange],
): CommitRequest {
  return { branch, baseCommit, changes, message: "Run it safely\n", unixSeconds: 1_790_000_000 };
}

export const reviewRequest: ReviewRequest = {
  branch,
  targetBranch: "main",
  title: "Run it safely",
  body: "Because.\n",
};

/** A GitLab with a group's project, a maintainer, a developer, and the bot of a project token. */
export async function startSample(
  files: Readonly<Record<string, string | Uint8Array>> = sampleFiles,
): Promise<Gitlab> {
  const server = await startGitlab();
  running.push(server);
  const { forge } = server;
  const acme = forge.addUser("acme", { kind: "organization" });
  const people = {
    ada: forge.addUser("ada"),
    ben: forge.addUser("ben"),
    bot: forge.addUser("project_bot", { kind: "bot", name: "Etna" }),
  };
  const repository = await forge.addRepository({
    owner: acme,
    name: "shop",
    files,
    members: { ada: "maintain", ben: "write", project_bot: "write" },
  });
  const token = forge.addToken({ user: people.bot, kind: "project", scopes: ["api"] });
  const head = (await repository.git.resolve("refs/heads/main")) ?? "";
  const open = (options: Partial<GitlabForgeOptions> = {}) =>
    openGitlabForge({
      baseUrl: server.url,
      projectId: repository.id,
      token: async () => token.value,
      retryPauseMs: 1,
      maxPauseSeconds: 2,
      timeoutMs: 5000,
      allow: [new URL(server.url).host],
      ...options,
    });
  return { server, repository, people, token, head, forge: await open(), open };
}

/** The sample with a fix on Etna's branch and a merge request open. */
export async function proposed(gitlab: Gitlab) {
  const made = await gitlab.forge.commitToBranch(request(gitlab.head));
  const review = await gitlab.forge.openReview(reviewRequest);
  const change = gitlab.repository.changes.get(review.number ?? 0);
  if (change === undefined) throw new Error("There is no merge request.");
  return { made, review, change };
}

/** What was sent, in a line each; the project's number is left out. */
export function sent({ server, repository }: Gitlab): string[] {
  return server.requests.map(({ method, target }) => {
    const path = target.replace(`/api/v4/projects/${repository.id}`, "").replace(/\?.*$/s, "");
    return `${method} ${path === "" ? "/" : path.replaceAll(/[0-9a-f]{40}/g, "SHA")}`;
  });
}

/** Every branch and where it stands. */
export async function branchesOf({ repository }: Gitlab): Promise<Record<string, string>> {
  return Object.fromEntries(await repository.git.branches());
}
