import { describe, expect, it } from "vitest";
import type { ForgeHost } from "#lib/platform/forge/index.ts";
import type { ForgeServer } from "#samples/forge/server.ts";
import type { Change, Repository, User } from "#samples/forge/state.ts";
import * as github from "./forge-github-helpers.ts";
import * as gitlab from "./forge-gitlab-helpers.ts";

interface Ground {
  readonly server: ForgeServer;
  readonly repository: Repository;
  readonly host: ForgeHost;
  readonly ben: User;
  readonly change: Change;
  readonly pageOf: (issue: number, comment: number) => string;
}

async function ground(kind: "github" | "gitlab"): Promise<Ground> {
  if (kind === "github") {
    const sample = await github.githubSample();
    const { server, repository, ben, forge } = sample;
    const { change } = await github.proposed(sample);
    const pageOf = (issue: number, comment: number) =>
      `${server.url}/ana/shop/issues/${issue}#issuecomment-${comment}`;
    return { server, repository, ben, change, host: forge.host!, pageOf };
  }
  const sample = await gitlab.startSample();
  const { server, repository, people, forge } = sample;
  const { change } = await gitlab.proposed(sample);
  const pageOf = (issue: number, comment: number) =>
    `${server.url}/acme/shop/-/issues/${issue}#note_${comment}`;
  return { server, repository, ben: people.ben, change, host: forge.host!, pageOf };
}

describe.each(["github", "gitlab"] as const)("an issue on %s", (kind) => {
  it("has its comment read as it stands there now, and nothing of another place", async () => {
    const { server, repository, host, ben, change, pageOf } = await ground(kind);
    const issue = server.forge.openIssue(repository, ben, "It breaks");
    server.forge.comment(repository, issue, ben, "/etna fix the label that breaks");
    const comment = issue.comments[0]!;
    const read = (id: number | string = comment.id, number = issue.number) =>
      host.readIssueComment(number, String(id));
    expect(await read()).toEqual({
      id: String(comment.id),
      by: { id: String(ben.id), name: "ben" },
      body: "/etna fix the label that breaks",
      at: expect.any(Date) as Date,
      edited: false,
      url: pageOf(issue.number, comment.id),
    });
    const other = server.forge.openIssue(repository, ben, "Another");
    server.forge.comment(repository, change, ben, "/etna fix it here");
    expect(await read(comment.id, other.number)).toBeNull();
    expect(await read(change.comments[0]!.id, change.number)).toBeNull();
    for (const id of ["1", "", "../1", "1/../2", "9".repeat(30)]) expect(await read(id)).toBeNull();
    comment.editedAtMs = comment.createdAtMs + 60_000;
    expect(await read()).toMatchObject({ edited: true });
    issue.comments.splice(0);
    expect(await read()).toBeNull();
  });

  it("is answered once, also where the answer to that is lost, and with no command", async () => {
    const { server, repository, host, ben } = await ground(kind);
    const issue = server.forge.openIssue(repository, ben, "It breaks");
    server.faults.push({
      ...{ kind: "reset", method: "POST", when: "after", times: 1 },
      target: /\/issues\/\d+\/(comments|notes)$/,
    });
    await host.commentOnIssue(issue.number, "Run 1 does this.").catch(() => undefined);
    await host.commentOnIssue(issue.number, "Run 1 does this.");
    await host.commentOnIssue(issue.number, "x\n/close");
    const said = issue.comments.map(({ body }) => body);
    expect(said).toEqual(["Run 1 does this.", kind === "gitlab" ? "x\n\\/close" : "x\n/close"]);
  });
});
