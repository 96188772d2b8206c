import { createHash, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  exchangeGitlabCode,
  gitlabAuthorizeUrl,
  openGitlabAccess,
  readGitlabWebhook,
  refreshGitlabTokens,
} from "#lib/platform/forge/index.ts";
import type { Delivery } from "#samples/forge/server.ts";
import { branch, type Gitlab, proposed, startSample } from "./forge-gitlab-helpers.ts";

function accessOf({ server }: Gitlab, token: string) {
  return openGitlabAccess({
    baseUrl: server.url,
    token: async () => token,
    application: null,
    retryPauseMs: 1,
    allow: [new URL(server.url).host],
  });
}

describe("a token for GitLab", () => {
  it("is told by whom, with what it has, lacks, and has too much of", async () => {
    const gitlab = await startSample();
    const { server, people, token } = gitlab;
    expect(await accessOf(gitlab, token.value).describeGrant()).toEqual({
      account: { id: String(people.bot.id), name: "project_bot" },
      granted: ["api"],
      missing: [],
      surplus: [],
      expiresAt: null,
    });
    const expiresAtMs = Date.UTC(2099, 0, 2);
    const scopes = ["read_api", "sudo", "create_runner"];
    const wide = server.forge.addToken({ user: people.ben, kind: "personal", scopes, expiresAtMs });
    expect(await accessOf(gitlab, wide.value).describeGrant()).toMatchObject({
      granted: ["create_runner", "read_api", "sudo"],
      missing: ["api"],
      surplus: ["create_runner", "sudo"],
      expiresAt: new Date("2099-01-02"),
    });
  });

  it("lists what it may write to, over all pages, and ends once and for all", async () => {
    const gitlab = await startSample();
    const { server, token, repository, people } = gitlab;
    for (let i = 0; i < 120; i++) {
      const id = 1000 + i;
      const copy = { ...repository, id, name: `copy-${i}`, changes: new Map() };
      server.forge.state.repositories.set(id, copy);
    }
    const access = accessOf(gitlab, token.value);
    const found = await access.listRepositories();
    expect(found.length).toBe(121);
    expect(found.at(-1)).toEqual({
      forgeId: String(repository.id),
      fullName: "acme/shop",
      defaultBranch: "main",
      private: true,
      archived: false,
    });
    await access.revoke();
    expect(token.revoked).toBe(true);
    await access.revoke();
    await expect(access.describeGrant()).rejects.toMatchObject({ code: "unauthenticated" });
    expect(people.bot.login).toBe("project_bot");
  });

  it("comes from a code with PKCE, rotates, and is revoked with all of its pair", async () => {
    const gitlab = await startSample();
    const { server } = gitlab;
    const application = {
      id: "app",
      secret: `s${randomBytes(8).toString("hex")}`,
      redirectUri: "https://etna.example/back",
    };
    server.settings.applications.push(application);
    server.settings.signedIn = "ben";
    const options = { baseUrl: server.url, application, allow: [new URL(server.url).host] };
    const verifier = randomBytes(32).toString("base64url");
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    const authorize = async () => {
      const asked = { state: "s1", challenge, scopes: ["api"] };
      const answer = await fetch(gitlabAuthorizeUrl(options, asked), { redirect: "manual" });
      const back = new URL(answer.headers.get("location") ?? "");
      expect(back.searchParams.get("state")).toBe("s1");
      return back.searchParams.get("code") ?? "";
    };
    const refused = { code: "precondition_failed" };
    await expect(exchangeGitlabCode(options, await authorize(), "other")).rejects.toMatchObject(
      refused,
    );
    const code = await authorize();
    const first = await exchangeGitlabCode(options, code, verifier);
    expect(first.scopes).toEqual(["api"]);
    await expect(exchangeGitlabCode(options, code, verifier)).rejects.toMatchObject(refused);

    const second = await refreshGitlabTokens(options, first.refreshToken);
    await expect(refreshGitlabTokens(options, first.refreshToken)).rejects.toMatchObject(refused);
    const open = (accessToken: string) =>
      openGitlabAccess({ ...options, token: async () => accessToken });
    await expect(open(first.accessToken).describeGrant()).rejects.toMatchObject({
      code: "unauthenticated",
    });
    const grant = await open(second.accessToken).describeGrant();
    expect(grant).toMatchObject({ account: { name: "ben" }, granted: ["api"], missing: [] });
    expect(grant.expiresAt).not.toBeNull();
    await open(second.accessToken).revoke();
    await expect(open(second.accessToken).describeGrant()).rejects.toMatchObject({
      code: "unauthenticated",
    });
    await expect(refreshGitlabTokens(options, second.refreshToken)).rejects.toMatchObject(refused);
    const wrong = { ...options, application: { ...application, secret: "wrong" } };
    await expect(refreshGitlabTokens(wrong, second.refreshToken)).rejects.toMatchObject({
      ...refused,
      message: "GitLab does not know Etna's application, or its secret.",
    });
  });
});

describe("a webhook of GitLab", () => {
  const secret = ["hook", "secret"].join("-");

  async function deliveries(signs: boolean): Promise<{ gitlab: Gitlab; all: Delivery[] }> {
    const gitlab = await startSample();
    const { server, repository, people } = gitlab;
    server.sendsHooks = false;
    server.settings.signsHooks = signs;
    repository.hooks.push({ id: 7, url: "http://127.0.0.1:1/hook", secret, events: "all" });
    const { review, change, made } = await proposed(gitlab);
    expect(review.number).toBe(1);
    server.forge.comment(repository, change, people.ben, "Why?");
    const issue = server.forge.openIssue(repository, people.ben, "It breaks");
    server.forge.comment(repository, issue, people.ben, "/etna fix it");
    server.forge.review(repository, change, people.ada, "approved");
    const about = { sha: made.commit, branch, status: "success" } as const;
    server.forge.runPipeline(repository, about, people.ben);
    await server.forge.push(repository, branch, { "more.js": "1\n" }, people.ben);
    await server.forge.merge(repository, change, people.ada, "merge");
    await server.forge.deleteBranch(repository, branch, people.ada);
    server.forge.rename(repository, "store", people.ada);
    return { gitlab, all: server.deliveries };
  }

  const readOne = ({ body, headers }: Delivery, key = secret, nowMs = Date.now()) =>
    readGitlabWebhook(Buffer.from(body), new Headers(headers), key, nowMs);

  it.each([true, false])("is read as small notices, signed %s", async (signs) => {
    const { gitlab, all } = await deliveries(signs);
    const { people, repository, head } = gitlab;
    const read = all.map((delivery) => readOne(delivery));
    expect(new Set(read.map(({ id }) => id)).size).toBe(all.length);
    const forgeId = String(repository.id);
    expect(read.every((one) => one.repository?.forgeId === forgeId)).toBe(true);
    expect(read.at(-1)?.repository?.fullName).toBe("acme/store");
    const change = repository.changes.get(1)!;
    const by = { id: String(people.ada.id), name: "ada" };
    const notices = read.flatMap((one) => one.notices);
    expect(notices).toEqual([
      { kind: "push", branch, before: null, after: expect.any(String) as string },
      {
        kind: "review",
        number: 1,
        action: "opened",
        branch,
        headCommit: expect.any(String) as string,
      },
      {
        kind: "comment",
        number: 1,
        id: String(change.comments[0]?.id),
        by: { id: String(people.ben.id), name: "ben" },
      },
      {
        kind: "issue_comment",
        number: 2,
        id: String(repository.issues.get(2)?.comments[0]?.id),
        by: { id: String(people.ben.id), name: "ben" },
      },
      {
        kind: "verdict",
        number: 1,
        verdict: "approved",
        by,
        headCommit: expect.any(String) as string,
      },
      { kind: "ci", commit: expect.any(String) as string, finished: true },
      { kind: "push", branch, before: expect.any(String) as string, after: change.headSha },
      { kind: "review", number: 1, action: "pushed", branch, headCommit: change.headSha },
      { kind: "push", branch: "main", before: head, after: change.mergeCommit },
      { kind: "review", number: 1, action: "merged", branch, headCommit: change.headSha },
      { kind: "push", branch, before: change.headSha, after: null },
      { kind: "repository", change: "renamed" },
    ]);
  });

  it("is refused without its secret, changed, late, torn or too large", async () => {
    const { all } = await deliveries(true);
    const [delivery] = all;
    if (delivery === undefined) throw new Error("Nothing was delivered.");
    const refused = (work: () => unknown, code: string) => {
      try {
        work();
      } catch (error) {
        expect(error).toMatchObject({ code });
        return;
      }
      throw new Error("It was taken.");
    };
    expect(readOne(delivery).notices.length).toBe(1);
    refused(() => readOne(delivery, "other"), "unauthenticated");
    refused(() => readOne(delivery, ""), "unauthenticated");
    refused(() => readOne({ ...delivery, body: `${delivery.body} ` }), "unauthenticated");
    refused(() => readOne(delivery, secret, Date.now() + 600_000), "unauthenticated");
    const plain = Object.fromEntries(
      Object.entries(delivery.headers).filter(([name]) => !name.startsWith("webhook-")),
    );
    expect(readOne({ ...delivery, headers: plain }).notices.length).toBe(1);
    refused(
      () => readOne({ ...delivery, headers: { ...plain, "x-gitlab-token": "guess" } }),
      "unauthenticated",
    );
    refused(() => readOne({ ...delivery, headers: plain, body: "{" }), "invalid_input");
    const odd = { ...plain, "x-gitlab-event": "constructor" };
    expect(readOne({ ...delivery, headers: odd }).notices).toEqual([]);
    const big = { ...delivery, headers: plain, body: " ".repeat(25 * 1024 * 1024 + 1) };
    refused(() => readOne(big), "too_large");
  });
});

describe("the page of a merge request", () => {
  it("lets a person comment, approve and merge", async () => {
    const gitlab = await startSample();
    const { server, people, repository } = gitlab;
    const { review, change } = await proposed(gitlab);
    const address = review.url ?? "";
    const press = (as: string, name: string, body = "") =>
      fetch(address, { method: "POST", body: new URLSearchParams({ as, press: name, body }) });
    expect(await (await fetch(address)).text()).toContain('href="?as=ada"');
    await press("ben", "Comment", "<b>Why?</b>");
    await press("ada", "Approve");
    const page = await (await fetch(`${address}?as=ada`)).text();
    expect(page).toContain("Run it safely !1");
    expect(page).toContain("+runSafely(a);");
    expect(page).toContain("&lt;b&gt;Why?&lt;/b&gt;");
    expect(page).toContain("Approved by: ada");
    server.settings.of(repository).approvalsRequired = 2;
    expect((await press("ada", "Merge")).status).toBe(422);
    server.settings.of(repository).approvalsRequired = 1;
    await press("ada", "Merge");
    expect(change).toMatchObject({ state: "merged", mergedBy: people.ada });
  });
});
