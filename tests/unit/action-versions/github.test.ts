import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { proposeFix, scan } from "#lib/engines/rules/index.ts";
import { githubCommits } from "#lib/platform/action-versions/github.ts";
import { memoryWorkspace } from "#lib/platform/workspace/index.ts";
import {
  type ActionServer,
  commitOfVersion,
  openActionServer,
} from "../../fakes/action-versions.ts";

let server: ActionServer;

beforeAll(async () => {
  server = await openActionServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.requests.length = 0;
  server.answer = null;
});

const workflow = `on: push
permissions: {}
jobs:
  unit:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/checkout@v4
`;

async function pinned() {
  const workspace = memoryWorkspace(new Map([[".github/workflows/a.yml", workflow]]));
  const { findings } = await scan(workspace, { ruleIds: ["actions/unpinned-action"] });
  expect(findings.map(({ fixable }) => fixable)).toEqual([true, true]);
  const ports = { actionCommits: githubCommits(server.url) };
  return await proposeFix(workspace, findings[0]!, ports);
}

describe("the commit of an action's version", () => {
  it("is what GitHub says, asked for once for all places of a file", async () => {
    const changes = await pinned();
    const line = `uses: actions/checkout@${commitOfVersion("actions/checkout", "v4")} # v4`;
    expect(changes?.[0]?.after?.split(line)).toHaveLength(3);
    expect(server.requests).toEqual([
      "GET /repos/actions/checkout/commits/v4 application/vnd.github.sha",
    ]);
  });

  it("is asked for again after ten minutes, for a tag can be moved", async () => {
    let time = 0;
    const commits = githubCommits(server.url, () => time);
    const commit = commitOfVersion("actions/cache", "release/v4");
    expect(await commits.commitOf("actions/cache", "release/v4")).toBe(commit);
    time = 9 * 60 * 1000;
    await commits.commitOf("actions/cache", "release/v4");
    expect(server.requests).toHaveLength(1);
    time = 11 * 60 * 1000;
    await commits.commitOf("actions/cache", "release/v4");
    expect(server.requests[1]).toContain("/commits/release%2Fv4");
  });

  it("is none where GitHub knows no such version, and the fix says so", async () => {
    for (const status of [404, 422]) {
      server.answer = { status };
      expect(await githubCommits(server.url).commitOf("actions/checkout", "v4")).toBeNull();
    }
    await expect(pinned()).rejects.toMatchObject({
      code: "conflict",
      message: "GitHub knows no `v4` of actions/checkout: there is no commit to pin it to.",
    });
  });

  it("is unavailable where GitHub is, has enough of questions, or says something else", async () => {
    server.answer = { status: 502 };
    await expect(pinned()).rejects.toMatchObject({ code: "unavailable" });
    server.answer = { status: 403, headers: { "x-ratelimit-remaining": "0" } };
    await expect(pinned()).rejects.toThrow("no more questions about actions for now");
    server.answer = { status: 200, body: "<html>" };
    await expect(pinned()).rejects.toMatchObject({ code: "unavailable" });
  });

  it("asks about nothing that is no repository", async () => {
    const commits = githubCommits(server.url);
    for (const name of ["../secrets", "a/..", "a", "a/b/c", "a/b?x"]) {
      expect(await commits.commitOf(name, "v1")).toBeNull();
    }
    expect(server.requests).toEqual([]);
  });
});
