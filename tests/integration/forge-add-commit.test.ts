import { describe, expect, it } from "vitest";
import type { AdditionRequest, EtnaBranch, Forge } from "#lib/platform/forge/index.ts";
import type { ForgeServer } from "#samples/forge/server.ts";
import type { Repository, User } from "#samples/forge/state.ts";
import * as github from "./forge-github-helpers.ts";
import * as gitlab from "./forge-gitlab-helpers.ts";
import * as local from "./local-forge-helpers.ts";

const kinds = ["local", "app", "app, unsigned", "user", "gitlab"] as const;
type Kind = (typeof kinds)[number];

/** A repository with a fix on its branch, whatever forge it is on. */
interface Ground {
  readonly forge: Forge;
  readonly base: string;
  readonly head: string;
  /** The file that the fix has changed, as it stands at the head. */
  readonly file: string;
  /** A door that knows nothing. */
  open(): Promise<Forge>;
  tip(): Promise<string | null>;
  setTip(commit: string | null): Promise<void>;
  /** Somebody's commit on the branch. */
  push(): Promise<string>;
  parentsOf(commit: string): Promise<readonly string[]>;
  readonly server: ForgeServer | null;
}

async function ground(kind: Kind): Promise<Ground> {
  if (kind === "local") {
    const sample = await local.bareSample();
    const { path, root, commit: base, forge } = sample;
    const { commit: head } = await forge.commitToBranch(local.request(base));
    const { openLocalForge } = await import("#lib/platform/forge/index.ts");
    const ref = `refs/heads/${local.branch}`;
    const setTip = async (commit: string | null) => {
      local.git(path, ["update-ref", ...(commit === null ? ["-d", ref] : [ref, commit])]);
    };
    return {
      ...{ forge, base, head, file: local.appChange.after ?? "", server: null, setTip },
      open: () => openLocalForge({ path, allowedRoots: [root] }),
      tip: async () => local.git(path, ["for-each-ref", "--format=%(objectname)", ref]) || null,
      async push() {
        const tree = local.git(path, ["rev-parse", `${base}^{tree}`]);
        const made = local.git(path, ["commit-tree", "-p", ref, "-m", "x", tree]);
        await setTip(made);
        return made;
      },
      parentsOf: async (commit) =>
        local.git(path, ["show", "-s", "--format=%P", commit]).split(" "),
    };
  }
  if (kind === "gitlab") {
    const sample = await gitlab.startSample();
    const { forge, head: base, server, repository, people } = sample;
    const { commit: head } = await forge.commitToBranch(gitlab.request(base));
    const about = { forge, base, head, file: gitlab.appChange.after ?? "", open: sample.open };
    return { ...about, ...onServer(server, repository, people.ben) };
  }
  const sample = await github.githubSample();
  const { server, repository, base, ben } = sample;
  const own = server.forge.addToken({ user: ben, kind: "oauth", scopes: ["repo"] });
  const options = kind === "user" ? { kind, token: async () => own.value } : {};
  if (kind === "app, unsigned") server.world.signs = "graphql";
  const open = () => sample.open(options);
  const forge = await open();
  const { commit: head } = await forge.commitToBranch(github.request(base));
  const about = { forge, base, head, file: github.appChange.after ?? "", open };
  return { ...about, ...onServer(server, repository, ben) };
}

function onServer(server: ForgeServer, repository: Repository, by: User) {
  const { git } = repository;
  return {
    server,
    tip: () => git.resolve(`refs/heads/${github.branch}`),
    async setTip(commit: string | null) {
      if (commit === null) await git.deleteBranch(github.branch);
      else await git.setBranch(github.branch, commit);
    },
    push: () => server.forge.push(repository, github.branch, { "theirs.txt": "x\n" }, by),
    parentsOf: async (commit: string) => (await git.commit(commit)).parents,
  };
}

function addition({ head, file }: Ground, more: Partial<AdditionRequest> = {}): AdditionRequest {
  return {
    branch: github.branch,
    headCommit: head,
    changes: [
      { path: "src/app.js", before: file, after: `${file}// repaired\n` },
      { path: "docs/new.md", before: null, after: "New.\n" },
      { path: "README.md", before: "# Sample\n", after: null },
    ],
    message: "Repair it\n\nThe test failed.\n",
    unixSeconds: 1_790_000_100,
    ...more,
  };
}

const conflict = { code: "conflict" };

describe.each(kinds)("one more commit on a branch (%s)", (kind) => {
  it("is made once on the head, however often and from how many doors it is asked for", async () => {
    const at = await ground(kind);
    const made = await at.forge.addToBranch(addition(at));
    expect(await at.tip()).toBe(made.commit);
    expect(await at.parentsOf(made.commit)).toEqual([at.head]);
    expect(await at.forge.compare(at.head, made.commit)).toEqual(
      addition(at).changes.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    );
    expect(await at.forge.readCommit(made.commit)).toMatchObject({ tree: made.tree });
    const doors = await Promise.all([at.open(), at.open(), at.open()]);
    const again = await Promise.all(doors.map((door) => door.addToBranch(addition(at))));
    expect(again).toEqual([made, made, made]);
    expect(await at.tip()).toBe(made.commit);
    await at.setTip(at.head);
    const racing = await Promise.all(doors.map((door) => door.addToBranch(addition(at))));
    expect(new Set(racing.map(({ commit }) => commit)).size).toBe(1);
    expect(await at.tip()).toBe(racing[0]!.commit);
  });

  it("is refused where the branch stands elsewhere, further back, or not at all, and moves none", async () => {
    const at = await ground(kind);
    const other = addition(at, { message: "Another\n", changes: addition(at).changes.slice(0, 1) });
    const pushed = await at.push();
    await expect(at.forge.addToBranch(other)).rejects.toMatchObject({
      code: "conflict",
      message: `etna/fix-1 has moved to ${pushed}. Look at the new commit first.`,
    });
    expect(await at.tip()).toBe(pushed);
    await at.setTip(at.base);
    await expect(at.forge.addToBranch(other)).rejects.toMatchObject(conflict);
    expect(await at.tip()).toBe(at.base);
    await at.setTip(null);
    await expect(at.forge.addToBranch(other)).rejects.toMatchObject(conflict);
    expect(await at.tip()).toBeNull();
  });

  it("is refused where a file is not what it was, for any other ref, and where nothing changes", async () => {
    const at = await ground(kind);
    const [change] = addition(at).changes;
    const stale = addition(at, { changes: [{ ...change!, before: "const a = 1;\n" }] });
    await expect(at.forge.addToBranch(stale)).rejects.toMatchObject(conflict);
    for (const name of ["main", "etna/../main", "HEAD", "etna", "refs/heads/etna/x", ""]) {
      const claimed = addition(at, { branch: name as EtnaBranch });
      await expect(at.forge.addToBranch(claimed)).rejects.toMatchObject({ code: "invalid_input" });
    }
    const same = addition(at, { changes: [{ ...change!, after: at.file }] });
    await expect(at.forge.addToBranch(same)).rejects.toMatchObject({ code: "invalid_input" });
    const nowhere = addition(at, { headCommit: "0".repeat(39).concat("1") });
    await expect(at.forge.addToBranch(nowhere)).rejects.toMatchObject({ code: "not_found" });
    expect(await at.tip()).toBe(at.head);
  });
});

describe.each(["app", "app, unsigned", "user", "gitlab"] as const)(
  "one more commit over the network (%s)",
  (kind) => {
    it("ends with one commit, whichever answer is lost and wherever its process dies", async () => {
      const control = await ground(kind);
      const door = await control.open();
      const before = control.server!.requests.length;
      await door.addToBranch(addition(control));
      const requests = control.server!.requests.length - before;
      expect(requests).toBeGreaterThan(5);
      // What comes before only reads, and is tried where a branch is made.
      for (let skip = requests - 4; skip < requests; skip++) {
        const at = await ground(kind);
        const { faults } = at.server!;
        faults.push({ kind: "bad_gateway", when: "after", skip, times: 1 });
        if (skip % 2 === 0) faults.push({ kind: "bad_gateway", when: "before", times: 1000 });
        const tried = (await at.open()).addToBranch(addition(at));
        const made = await tried.catch((error: unknown) => {
          expect(error).toMatchObject({ code: "unavailable" });
          faults.length = 0;
          return at.forge.addToBranch(addition(at));
        });
        expect(await at.tip()).toBe(made.commit);
        expect(await at.parentsOf(made.commit)).toEqual([at.head]);
      }
    });

    it("moves nothing where somebody pushes between the look and the write", async () => {
      const at = await ground(kind);
      const { server } = at;
      const waiting = { theirs: "" };
      let isOver = false;
      server!.onRequest = async ({ method, target }) => {
        const isWrite = method !== "GET" && /\/(graphql|commits)$/.test(target);
        if (isOver || !isWrite || target.endsWith("/git/commits")) return;
        isOver = true;
        waiting.theirs = await at.push();
      };
      await expect(at.forge.addToBranch(addition(at))).rejects.toMatchObject(conflict);
      expect(isOver).toBe(true);
      const tip = await at.tip();
      // GitLab cannot be asked to look: there it stands on theirs, and is said to be a conflict.
      if (kind === "gitlab") expect(await at.parentsOf(tip ?? "")).toEqual([waiting.theirs]);
      else expect(tip).toBe(waiting.theirs);
      await expect(at.forge.addToBranch(addition(at))).rejects.toMatchObject(conflict);
      expect(await at.tip()).toBe(tip);
    });
  },
);

describe("one more commit on GitLab", () => {
  it("is refused by GitLab itself where somebody has changed one of its files meanwhile", async () => {
    const sample = await gitlab.startSample();
    const { forge, head: base, server, repository, people } = sample;
    const { commit: head } = await forge.commitToBranch(gitlab.request(base));
    const change = { path: "src/app.js", before: gitlab.appChange.after, after: "repaired\n" };
    let theirs = "";
    server.onRequest = async ({ method }) => {
      if (method !== "POST" || theirs !== "") return;
      const files = { "src/app.js": "theirs\n" };
      theirs = await server.forge.push(repository, gitlab.branch, files, people.ben);
    };
    const request = { ...gitlab.request(head, [change]), headCommit: head };
    await expect(forge.addToBranch(request)).rejects.toMatchObject(conflict);
    expect((await gitlab.branchesOf(sample))[gitlab.branch]).toBe(theirs);
  });

  it("says where it stands when GitLab wrote something else than it was given", async () => {
    const sample = await gitlab.startSample();
    const { forge, head: base, server, repository } = sample;
    const { commit: head } = await forge.commitToBranch(gitlab.request(base));
    server.settings.of(repository).normalizesLineEndings = true;
    const changes = [{ path: "win.txt", before: null, after: "a\r\n" }];
    const request = { ...gitlab.request(head, changes), headCommit: head };
    const tip = async () => (await gitlab.branchesOf(sample))[gitlab.branch];
    await expect(forge.addToBranch(request)).rejects.toMatchObject({
      code: "precondition_failed",
      message: expect.stringContaining("line ends") as string,
    });
    expect((await repository.git.commit((await tip()) ?? "")).parents).toEqual([head]);
    await expect(forge.addToBranch(request)).rejects.toMatchObject(conflict);
  });
});
