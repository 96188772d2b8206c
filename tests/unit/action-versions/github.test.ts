import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { proposeFix, scan } from "#lib/engines/rules/index.ts";
import { githubCommits } from "#lib/platform/action-versions/github.ts";
import { memoryWorkspace } from "#lib/platform/workspace/index.ts";

const commit = "11bd71901bbe5b1630ceea73d27597364c9af683";
let server: Server;
let url = "";
let requests: string[] = [];
let answerWith: readonly [status: number, body: string, headers?: Record<string, string>];

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url} ${request.headers.accept}`);
    const [status, body, headers] = answerWith;
    response.writeHead(status, { "content-type": "application/vnd.github.sha", ...headers });
    response.end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env.ETNA_OUTBOUND_ALLOW = [process.env.ETNA_OUTBOUND_ALLOW, host]
    .filter(Boolean)
    .join(",");
  url = `http://${host}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(() => {
  requests = [];
  answerWith = [200, commit];
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
  const ports = { actionCommits: githubCommits(url) };
  return await proposeFix(workspace, findings[0]!, ports);
}

describe("the commit of an action's version", () => {
  it("is what GitHub says, asked for once for all places of a file", async () => {
    const changes = await pinned();
    const line = `uses: actions/checkout@${commit} # v4`;
    expect(changes?.[0]?.after?.split(line)).toHaveLength(3);
    expect(requests).toEqual(["GET /repos/actions/checkout/commits/v4 application/vnd.github.sha"]);
  });

  it("is asked for again after ten minutes, for a tag can be moved", async () => {
    let time = 0;
    const commits = githubCommits(url, () => time);
    expect(await commits.commitOf("actions/cache", "release/v4")).toBe(commit);
    time = 9 * 60 * 1000;
    await commits.commitOf("actions/cache", "release/v4");
    expect(requests).toHaveLength(1);
    time = 11 * 60 * 1000;
    await commits.commitOf("actions/cache", "release/v4");
    expect(requests[1]).toContain("/commits/release%2Fv4");
  });

  it("is none where GitHub knows no such version, and the fix says so", async () => {
    for (const status of [404, 422]) {
      answerWith = [status, "{}"];
      expect(await githubCommits(url).commitOf("actions/checkout", "v4")).toBeNull();
    }
    await expect(pinned()).rejects.toMatchObject({
      code: "conflict",
      message: "GitHub knows no `v4` of actions/checkout: there is no commit to pin it to.",
    });
  });

  it("is unavailable where GitHub is, has enough of questions, or says something else", async () => {
    answerWith = [502, ""];
    await expect(pinned()).rejects.toMatchObject({ code: "unavailable" });
    answerWith = [403, "{}", { "x-ratelimit-remaining": "0" }];
    await expect(pinned()).rejects.toThrow("no more questions about actions for now");
    answerWith = [200, "<html>"];
    await expect(pinned()).rejects.toMatchObject({ code: "unavailable" });
  });

  it("asks about nothing that is no repository", async () => {
    const commits = githubCommits(url);
    for (const name of ["../secrets", "a/..", "a", "a/b/c", "a/b?x"]) {
      expect(await commits.commitOf(name, "v1")).toBeNull();
    }
    expect(requests).toEqual([]);
  });
});
