import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import type { Fault } from "#samples/forge/faults.ts";
import {
  branch,
  branchesOf,
  type Gitlab,
  proposed,
  request,
  reviewRequest,
  sent,
  startSample,
} from "./forge-gitlab-helpers.ts";

/** A whole fix, tried again from the start until it is through, as a durable run does it. */
async function runUntilDone(gitlab: Gitlab): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    try {
      const forge = await gitlab.open();
      const { headCommit } = await forge.inspectRepository();
      await (await forge.snapshot(headCommit)).list();
      const made = await forge.commitToBranch(request(headCommit));
      const review = await forge.openReview({ ...reviewRequest, draft: true });
      await forge.host?.setCheck(made.commit, {
        state: "passed",
        title: "Fixed",
        summary: "",
        url: "https://etna.example/fixes/1",
      });
      await forge.host?.readyReview(review);
      await forge.host?.comment(review, "It is done.");
      return attempt;
    } catch (error) {
      if (attempt === 4) throw error;
    }
  }
}

describe("a GitLab that fails", () => {
  it("ends with one branch, one merge request, one comment, whichever answer is lost", async () => {
    const undisturbed = await startSample();
    await runUntilDone(undisturbed);
    const total = undisturbed.server.requests.length;
    expect(total).toBeGreaterThan(15);
    for (let skip = 0; skip < total; skip++) {
      const gitlab = await startSample();
      const { server, repository } = gitlab;
      const kind = skip % 2 === 0 ? "reset" : "bad_gateway";
      server.faults.push({ kind, when: "after", skip, times: 1 });
      await runUntilDone(gitlab);
      expect(Object.keys(await branchesOf(gitlab)).sort()).toEqual([branch, "main"]);
      expect(repository.changes.size).toBe(1);
      const change = repository.changes.get(1)!;
      expect(change).toMatchObject({ state: "open", draft: false, title: "Run it safely" });
      expect(change.comments.map(({ body }) => body)).toEqual(["It is done."]);
      expect(repository.checks.length).toBe(1);
      await server.close();
    }
  }, 600_000);

  it("is asked three times at most, and then told about", async () => {
    const gitlab = await startSample();
    const { forge, server, head } = gitlab;
    const kinds: readonly Fault["kind"][] = ["bad_gateway", "server_error", "reset"];
    for (const kind of kinds) {
      server.requests.length = 0;
      server.faults.push({ kind, when: "before", times: 100 });
      await expect(forge.inspectRepository()).rejects.toMatchObject({ code: "unavailable" });
      expect(server.requests.length).toBe(3);
      server.requests.length = 0;
      await expect(forge.commitToBranch(request(head))).rejects.toMatchObject({
        code: "unavailable",
      });
      expect(server.requests.length).toBe(3);
      server.faults.length = 0;
    }
    server.faults.push({ kind: "bad_gateway", when: "before", times: 2 });
    expect(await forge.inspectRepository()).toMatchObject({ fullName: "acme/shop" });
  });

  it("is waited for as long as it asks, and no longer than a person would", async () => {
    const gitlab = await startSample();
    const { forge, server, repository, head } = gitlab;
    server.faults.push({
      kind: "too_many_requests",
      when: "before",
      times: 1,
      retryAfterSeconds: 1,
    });
    expect(await forge.inspectRepository()).toMatchObject({ fullName: "acme/shop" });
    server.requests.length = 0;
    server.faults.push({
      kind: "too_many_requests",
      when: "before",
      times: 9,
      retryAfterSeconds: 90,
    });
    await expect(forge.inspectRepository()).rejects.toMatchObject({
      code: "unavailable",
      message: "GitLab takes no more requests from Etna for now. Try again in 90 s.",
    });
    expect(server.requests.length).toBe(1);
    server.faults.length = 0;
    server.settings.of(repository).archivesLeft = 0;
    server.settings.retryAfterSeconds = 60;
    const snapshot = await forge.snapshot(head);
    await expect(snapshot.list()).rejects.toMatchObject({ code: "unavailable" });
    server.settings.of(repository).archivesLeft = 1;
    expect((await snapshot.list()).length).toBe(4);
  });

  it("is not believed when it answers in no JSON, hangs, or tears an archive", async () => {
    const gitlab = await startSample();
    const { server, head } = gitlab;
    const forge = await gitlab.open({ timeoutMs: 300 });
    server.faults.push({ kind: "malformed", when: "before", times: 1 });
    await expect(forge.inspectRepository()).rejects.toMatchObject({ code: "unavailable" });
    server.faults.push({ kind: "hang", when: "before", times: 3 });
    await expect(forge.inspectRepository()).rejects.toMatchObject({ code: "unavailable" });
    server.faults.push({ kind: "malformed", when: "before", target: /archive/, times: 1 });
    const snapshot = await (await gitlab.open()).snapshot(head);
    await expect(snapshot.list()).rejects.toMatchObject({ code: "unavailable" });
    expect((await snapshot.list()).length).toBe(4);
  });
});

describe("a token", () => {
  it("that ended, or was revoked, or is unknown, says to connect again and is never shown", async () => {
    const gitlab = await startSample();
    const { forge, server, token, head } = gitlab;
    const words = {
      code: "precondition_failed",
      message: "GitLab no longer accepts Etna's token. Connect GitLab again.",
    };
    const failures: unknown[] = [];
    const isRefused = async (door = forge) => {
      for (const work of [
        () => door.inspectRepository(),
        () => door.commitToBranch(request(head)),
      ]) {
        const error = await work().catch((e: unknown) => e);
        expect(error).toMatchObject(words);
        failures.push(error);
      }
    };
    token.expiresAtMs = 1;
    await isRefused();
    token.expiresAtMs = null;
    token.revoked = true;
    await isRefused();
    await isRefused(await gitlab.open({ token: async () => "glpat-unknown" }));
    const { inspect } = await import("node:util");
    expect(inspect(failures, { depth: 9 })).not.toContain(token.value);
    for (const { target, authorization } of server.requests) {
      expect(target).not.toContain(token.value);
      expect(authorization).toMatch(/^Bearer /);
    }
  });

  it("with too little scope, or of somebody with too small a role, says what is missing", async () => {
    const gitlab = await startSample();
    const { server, people, repository, head } = gitlab;
    const use = (scopes: readonly string[], login = "ben") => {
      const user = server.forge.state.users.get(login) ?? people.ben;
      const { value } = server.forge.addToken({ user, kind: "personal", scopes });
      return gitlab.open({ token: async () => value });
    };
    const reader = await use(["read_api"]);
    expect(await reader.inspectRepository()).toMatchObject({ readOnlyReason: null });
    await expect(reader.commitToBranch(request(head))).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringContaining("lacks the scope api") as string,
    });
    server.forge.addUser("eve");
    const stranger = await use(["api"], "eve");
    await expect(stranger.inspectRepository()).rejects.toMatchObject({ code: "not_found" });
    repository.members.set("eve", "read");
    expect(await stranger.inspectRepository()).toMatchObject({
      readOnlyReason: "no_write_permission",
    });
    await expect(stranger.commitToBranch(request(head))).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringContaining("Developer") as string,
    });
    expect(await branchesOf(gitlab)).toEqual({ main: head });
  });

  it("is asked for before each request, so that one lives no longer than it must", async () => {
    const gitlab = await startSample();
    const { token, server } = gitlab;
    let asked = 0;
    const forge = await gitlab.open({
      token: async () => {
        asked++;
        return token.value;
      },
    });
    expect(sent(gitlab)).toEqual([]);
    await forge.inspectRepository();
    expect(asked).toBe(server.requests.length);
  });
});

it("an empty repository says to make a commit first", async () => {
  const { forge, repository } = await startSample();
  await repository.git.deleteBranch("main");
  await expect(forge.inspectRepository()).rejects.toMatchObject({
    code: "precondition_failed",
    message: "acme/shop has no commit on main yet. Make one and try again.",
  });
});

it("a write that is redirected ends there, and takes its token nowhere else", async () => {
  const gitlab = await startSample();
  const { server, head } = gitlab;
  const seen: string[] = [];
  // Passes reads on, and sends every write to where another branch would be made.
  const between = createServer(async (incoming, response) => {
    const { method = "", url = "", headers } = incoming;
    seen.push(`${method} ${url}`);
    if (method !== "GET") {
      const location = url.replace("/repository/commits", "/protected_branches");
      response.writeHead(307, { location }).end();
      return;
    }
    const { authorization = "" } = headers;
    const answer = await fetch(server.url + url, { headers: { authorization } });
    const type = answer.headers.get("content-type") ?? "";
    response.writeHead(answer.status, { "content-type": type }).end(await answer.bytes());
  });
  await new Promise<void>((resolve) => between.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = between.address() as AddressInfo;
    const baseUrl = `http://127.0.0.1:${port}`;
    const forge = await gitlab.open({ baseUrl, allow: [`127.0.0.1:${port}`] });
    await expect(forge.commitToBranch(request(head))).rejects.toMatchObject({
      code: "unavailable",
    });
    expect(seen.filter((line) => line.includes("protected_branches"))).toEqual([]);
    expect(await branchesOf(gitlab)).toEqual({ main: head });
  } finally {
    between.closeAllConnections();
    between.close();
  }
});

it("a merge request that GitLab has not prepared yet is looked at all the same", async () => {
  const gitlab = await startSample();
  gitlab.server.settings.of(gitlab.repository).looksUntilPrepared = 5;
  const { made, review } = await proposed(gitlab);
  expect(await gitlab.forge.inspectReview(review)).toMatchObject({
    status: "open",
    headCommit: made.commit,
  });
});
