import { describe, expect, it } from "vitest";
import {
  appChange,
  branch,
  branchesOf,
  proposed,
  request,
  reviewRequest,
  sampleFiles,
  sent,
  startSample,
} from "./forge-gitlab-helpers.ts";
import { comparedOperations, hasDescription } from "./forge-gitlab-schema.ts";

describe("a fix on GitLab, from the repository to the merge", () => {
  it("is proposed, approved, merged and told", async () => {
    const gitlab = await startSample();
    const { forge, repository, head, people, server } = gitlab;
    const tree = await repository.git.text(["rev-parse", `${head}^{tree}`]);
    expect(await forge.inspectRepository()).toEqual({
      defaultBranch: "main",
      headCommit: head,
      fullName: "acme/shop",
      reportsOnHead: null,
      readOnlyReason: null,
    });

    const snapshot = await forge.snapshot(head);
    expect(snapshot).toMatchObject({ commit: head, tree });
    const files = Object.entries(sampleFiles)
      .map(([path, text]) => ({ path, sizeBytes: Buffer.byteLength(text) }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
    expect(await snapshot.list()).toEqual(files);
    expect(await snapshot.skipped()).toEqual([]);
    for (const [path, text] of Object.entries(sampleFiles)) {
      expect(Buffer.from(await snapshot.read(path)).toString()).toBe(text);
    }

    const made = await forge.commitToBranch(request(head));
    expect(made.tree).toBe(await repository.git.text(["rev-parse", `${made.commit}^{tree}`]));
    expect(await branchesOf(gitlab)).toEqual({ main: head, [branch]: made.commit });
    expect(await repository.git.commit(made.commit)).toMatchObject({
      parents: [head],
      message: "Run it safely",
      author: { name: "Etna", email: "etna@users.noreply.invalid" },
    });
    expect(await forge.compare(head, made.commit)).toEqual([appChange]);

    const review = await forge.openReview({ ...reviewRequest, draft: true });
    expect(review).toMatchObject({
      branch,
      targetBranch: "main",
      number: 1,
      url: `${server.url}/acme/shop/-/merge_requests/1`,
    });
    const open = {
      status: "open",
      mergeable: true,
      headCommit: made.commit,
      headTree: made.tree,
      baseCommit: head,
    };
    expect(await forge.inspectReview(review, made.commit)).toEqual(open);
    await forge.host?.readyReview(review);
    const change = repository.changes.get(1)!;
    expect(change).toMatchObject({ draft: false, title: "Run it safely", body: "Because.\n" });

    server.forge.review(repository, change, people.ada, "approved");
    expect(await forge.host?.listVerdicts(review)).toMatchObject([
      { verdict: "approved", by: { id: String(people.ada.id), name: "ada" }, headCommit: null },
    ]);
    const mergedCommit = await server.forge.merge(repository, change, people.ada, "merge");
    expect(await forge.inspectReview(review, made.commit)).toEqual({
      status: "merged",
      headCommit: made.commit,
      headTree: made.tree,
      mergedCommit,
      mergedTree: await repository.git.text(["rev-parse", `${mergedCommit}^{tree}`]),
    });
  });

  it("costs few requests, each step by itself", async () => {
    const gitlab = await startSample();
    const { forge, head, server } = gitlab;
    const steps: Record<string, string[]> = {};
    const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
      server.requests.length = 0;
      const result = await work();
      steps[name] = sent(gitlab);
      return result;
    };
    await step("snapshot", async () => (await forge.snapshot(head)).list());
    const made = await step("commit", () => forge.commitToBranch(request(head)));
    const review = await step("open", () => forge.openReview({ ...reviewRequest, draft: true }));
    await step("ready", async () => forge.host?.readyReview(review));
    await step("look", () => forge.inspectReview(review, made.commit));
    await step("look again", () => forge.inspectReview(review, made.commit));
    await step("compare", () => forge.compare(head, made.commit));
    const counts = Object.fromEntries(
      Object.entries(steps).map(([name, requests]) => [name, requests.length]),
    );
    expect(counts).toEqual({
      snapshot: 3,
      commit: 6,
      open: 4,
      ready: 2,
      look: 4,
      "look again": 4,
      compare: 2,
    });
    server.requests.length = 0;
    await forge.inspectReview(review, made.commit);
    // What a poll repeats comes back as "not modified".
    expect(server.requests.map(({ status }) => status)).toEqual([304, 304, 304, 304]);
  });

  it("meets closed, merged and duplicate merge requests as they are", async () => {
    const gitlab = await startSample();
    const { forge, server, repository, people } = gitlab;
    const { review, change, made } = await proposed(gitlab);
    expect(await forge.openReview(reviewRequest)).toEqual(review);
    server.forge.closeChange(repository, change, people.ben);
    expect(await forge.inspectReview(review, made.commit)).toEqual({ status: "closed" });
    await expect(forge.openReview(reviewRequest)).rejects.toMatchObject({
      code: "conflict",
      message: "Merge request !1 of etna/fix-1 was closed. Etna does not open it again.",
    });
    expect(repository.changes.size).toBe(1);
  });
});

it.runIf(hasDescription)("answers as GitLab's description says", () => {
  expect(comparedOperations().length).toBeGreaterThan(8);
});
it.skipIf(hasDescription)("is not compared: shared/vectors/openapi is not there", () => undefined);
