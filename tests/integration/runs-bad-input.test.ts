import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadServices, type Services } from "../support/services.ts";
import { endOfRun, faultyFiles, openTeam, type Team } from "../support/team.ts";
import {
  give,
  startWorkerProcess,
  untilReached,
  type WorkerProcess,
} from "../support/worker-process.ts";
import { git, openWorld, pushFile, type World } from "../support/world.ts";

const run = promisify(execFile);

let world: World;
let s: Services;
let team: Team;
let worker: WorkerProcess;
let count = 0;

beforeAll(async () => {
  world = await openWorld();
  s = await loadServices();
  team = await openTeam(world, s, "Bad Input");
  await mkdir(join(world.folder, "repositories"), { recursive: true });
  worker = await startWorkerProcess(world);
});

afterAll(async () => {
  await worker?.stop();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

const identity = ["-c", "user.name=Dev", "-c", "user.email=dev@example.test"];

/** A repository with a work tree, below the allowed folder. */
async function workTree(name: string): Promise<string> {
  const path = join(world.folder, "repositories", name);
  await run("git", ["init", "-q", "-b", "main", path]);
  return path;
}

async function commitAll(path: string, message = "Change"): Promise<string> {
  await git(path, "add", "--all");
  await git(path, ...identity, "commit", "-qm", message);
  return await git(path, "rev-parse", "HEAD");
}

async function connect(path: string) {
  return await s.repositories.connectRepository(team.as("admin"), team.organizationId, { path });
}

async function scan(repositoryId: string) {
  const { id } = await s.runs.startScan(team.as("developer"), team.organizationId, repositoryId);
  return await endOfRun(s, team.organizationId, id);
}

async function findingOf(repositoryId: string) {
  const found = await s.findings.listFindings(team.organizationId, { repositoryId, limit: 10 });
  return (await s.findings.getFinding(team.organizationId, found[0]!.id))!;
}

/** A scanned repository with one fault. */
async function faulty() {
  const path = await world.repository(`faulty-${++count}`, faultyFiles(1));
  const { id } = await connect(path);
  expect(await scan(id)).toMatchObject({ state: "succeeded" });
  const finding = await findingOf(id);
  return { path, repositoryId: id, finding, branch: `etna/${finding.fingerprint.slice(0, 12)}` };
}

async function fix(findingId: string) {
  return await s.runs.startFix(team.as("developer"), team.organizationId, findingId);
}

/** Starts a fix, holds it at this point while `meanwhile` happens, and waits for its end. */
async function fixMeanwhile(findingId: string, point: string, meanwhile: () => Promise<unknown>) {
  await give(world, { point, action: "hold" });
  const started = await fix(findingId);
  await untilReached(world);
  await meanwhile();
  await give(world, null);
  return await endOfRun(s, team.organizationId, started.id);
}

async function refs(path: string): Promise<string> {
  return await git(path, "for-each-ref", "--format=%(refname) %(objectname)");
}

describe("connecting what is no repository to work on", () => {
  it.each<[string, string, () => Promise<string>]>([
    [
      "a folder outside the allowed ones",
      "forbidden",
      () => mkdtemp(join(world.folder, "outside-")),
    ],
    [
      "a link that leads outside",
      "forbidden",
      async () => {
        const outside = await mkdtemp(join(world.folder, "outside-"));
        await run("git", ["init", "-q", "--bare", outside]);
        const link = join(world.folder, "repositories/link");
        await symlink(outside, link);
        return link;
      },
    ],
    [
      "a folder that is no repository",
      "precondition_failed",
      async () => {
        const path = join(world.folder, "repositories/plain");
        await mkdir(path);
        return path;
      },
    ],
    ["nothing at all", "not_found", async () => join(world.folder, "repositories/none")],
    ["an empty repository", "precondition_failed", () => workTree("empty")],
    [
      "a detached HEAD",
      "precondition_failed",
      async () => {
        const path = await workTree("detached");
        await writeFile(join(path, "README.md"), "# Here\n");
        await commitAll(path);
        await git(path, "checkout", "-q", "--detach");
        return path;
      },
    ],
  ])("says what to do: %s", async (_what, code, make) => {
    const path = await make();
    await expect(connect(path)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/^[A-Z/"].{20,}\.$/),
    });
    expect(await s.repositories.listRepositories(team.organizationId)).toEqual([]);
  });
});

describe("connecting at the same time", () => {
  it("the same folder is one repository, and all first connections make one key", async () => {
    const fresh = await openTeam(world, s, "Fresh Team");
    const { organizationId } = fresh;
    const paths = [
      await world.repository("left", faultyFiles(1)),
      await world.repository("right", faultyFiles(1)),
    ];
    const connected = await Promise.all(
      [...paths, ...paths, ...paths].map((path) =>
        s.repositories.connectRepository(fresh.as("admin"), organizationId, { path }),
      ),
    );
    expect(new Set(connected.map((repository) => repository.id)).size).toBe(2);
    expect(await s.provenance.listSigningKeys(organizationId)).toHaveLength(1);
  });
});

describe("a repository with everything in it", () => {
  it("is scanned around what cannot be read, and a fix changes one file alone", async () => {
    const path = await workTree("everything");
    const fault = faultyFiles(1)["src/sheet-01.py"]!;
    await mkdir(join(path, "src"));
    await writeFile(join(path, "src/fault.py"), fault);
    await writeFile(join(path, "src/latin.py"), Buffer.from(`# caf\xe9\n${fault}`, "latin1"));
    await writeFile(join(path, "src/binary.py"), Buffer.from(`\0${fault}`));
    await writeFile(join(path, "src/huge.py"), `${fault}${"# filler\n".repeat(5_900_000)}`);
    await writeFile(Buffer.from(`${path}/src/nam\xe9.py`, "latin1"), fault);
    const outside = join(world.folder, "outside.py");
    await writeFile(outside, fault);
    await symlink(outside, join(path, "src/link.py"));
    await symlink("/etc", join(path, "etc"));
    await git(path, "add", "--all");
    const gitlink = `160000,${"1".repeat(40)},vendor/module`;
    await git(path, "update-index", "--add", "--cacheinfo", gitlink);
    await git(path, ...identity, "commit", "-qm", "Everything");
    const [head, status] = [await git(path, "rev-parse", "HEAD"), await git(path, "status", "-s")];

    const { id } = await connect(path);
    expect(await scan(id)).toMatchObject({ state: "succeeded" });
    const found = await s.findings.listFindings(team.organizationId, {
      repositoryId: id,
      limit: 50,
    });
    expect(found.map((finding) => finding.path)).toContain("src/fault.py");
    for (const left of ["src/binary.py", "src/huge.py", "src/link.py", "vendor/module"]) {
      expect(found.map((finding) => finding.path)).not.toContain(left);
    }
    const finding = found.find((each) => each.path === "src/fault.py")!;
    const ended = await endOfRun(s, team.organizationId, (await fix(finding.id)).id);
    expect(ended).toMatchObject({ state: "succeeded" });
    const made = (await s.fixes.getFix(team.organizationId, ended.fixId!))!;
    const touched = await git(path, "diff", "--name-only", head, made.headCommit);
    expect(touched).toBe("src/fault.py");
    expect(await git(path, "rev-parse", "HEAD")).toBe(head);
    expect(await git(path, "status", "-s")).toBe(status);
    expect(await git(path, "ls-tree", made.headCommit, "vendor/module")).toContain("160000 commit");
  });
});

describe("a repository that changes under a run", () => {
  it("with a branch of that name already there, is left as it is", async () => {
    const { path, finding, branch } = await faulty();
    await git(path, "branch", branch, "main");
    const mine = await pushFile(path, branch, { path: "MINE.md", text: "Mine\n" });
    const before = await refs(path);
    const ended = await endOfRun(s, team.organizationId, (await fix(finding.id)).id);
    expect(ended).toMatchObject({ state: "failed", outcome: expect.stringContaining(branch) });
    expect(await refs(path)).toBe(before);
    expect(await git(path, "rev-parse", branch)).toBe(mine);
  });

  it.each(["patch: begun", "branch: begun", "review: begun"])(
    "deleted before “%s”, ends the run with a sentence",
    async (point) => {
      const { path, finding } = await faulty();
      const ended = await fixMeanwhile(finding.id, point, () =>
        rm(path, { recursive: true, force: true }),
      );
      expect(ended.state).toBe("failed");
      expect(ended.outcome).toMatch(/^[A-Z/].*\.$/);
      expect(ended.outcome).not.toContain("Etna failed at this step");
    },
  );

  it.each([
    ["branch: begun", "no commit"],
    ["review: begun", "share no history"],
  ])("force-pushed before “%s”, is left as its owner wants it", async (point, words) => {
    const { path, finding } = await faulty();
    const tree = await git(path, "rev-parse", "main^{tree}");
    const root = await git(path, ...identity, "commit-tree", tree, "-m", "Start over");
    const ended = await fixMeanwhile(finding.id, point, async () => {
      await git(path, "update-ref", "refs/heads/main", root);
      await git(path, "reflog", "expire", "--expire=now", "--all");
      await git(path, "gc", "-q", "--prune=now");
    });
    expect(ended).toMatchObject({ state: "failed", outcome: expect.stringContaining(words) });
    expect(await refs(path)).toBe(`refs/heads/main ${root}`);
  });

  it("with a commit taken back from under the run, ends it and leaves no branch", async () => {
    const { path, finding } = await faulty();
    const before = await git(path, "rev-parse", "main");
    await pushFile(path, "main", { path: "NOTES.md", text: "Soon gone\n" });
    const ended = await fixMeanwhile(finding.id, "review: begun", () =>
      git(path, "update-ref", "refs/heads/main", before),
    );
    expect(ended).toMatchObject({
      state: "failed",
      outcome: "main was rewritten while the run was at work. Scan, then start again.",
    });
    expect(await refs(path)).toBe(`refs/heads/main ${before}`);
  });

  it("with its default branch renamed, ends the run and keeps the new name", async () => {
    const { path, finding } = await faulty();
    const main = await git(path, "rev-parse", "main");
    const ended = await fixMeanwhile(finding.id, "review: begun", () =>
      git(path, "branch", "-m", "main", "trunk"),
    );
    expect(ended).toMatchObject({
      state: "failed",
      outcome: "The repository has no branch main.",
    });
    expect(await refs(path)).toBe(`refs/heads/trunk ${main}`);
  });

  it("disconnected meanwhile, ends the run and says what it left", async () => {
    const { path, repositoryId, finding, branch } = await faulty();
    const ended = await fixMeanwhile(finding.id, "review: begun", () =>
      s.repositories.removeRepository(team.as("admin"), team.organizationId, repositoryId),
    );
    expect(ended).toMatchObject({
      state: "failed",
      outcome: expect.stringMatching(/no longer connected.*branch is still there/),
    });
    expect(await refs(path)).toContain(branch);
  });

  it("replaced by another one of the same name, keeps the other one untouched", async () => {
    const { path, finding } = await faulty();
    const other = await world.repository(`other-${count}`, { "README.md": "# Other\n" });
    const before = await refs(other);
    const ended = await fixMeanwhile(finding.id, "branch: begun", async () => {
      await rename(path, `${path}.away`);
      await rename(other, path);
    });
    expect(ended.state).toBe("failed");
    expect(await refs(path)).toBe(before);
  });

  it("asked twice for one fix at once, runs once and makes one branch", async () => {
    const { path, finding } = await faulty();
    const started = await Promise.all([fix(finding.id), fix(finding.id), fix(finding.id)]);
    expect(new Set(started.map((each) => each.id)).size).toBe(1);
    expect(await endOfRun(s, team.organizationId, started[0]!.id)).toMatchObject({
      state: "succeeded",
    });
    expect((await refs(path)).split("\n")).toHaveLength(2);
    await expect(fix(finding.id)).rejects.toMatchObject({ code: "conflict" });
  });

  it("asked for runs in many repositories at once, numbers them without a clash", async () => {
    const many = [await faulty(), await faulty(), await faulty(), await faulty()];
    const started = await Promise.all(many.map(({ finding }) => fix(finding.id)));
    expect(new Set(started.map((each) => each.number)).size).toBe(many.length);
    for (const { id } of started) await endOfRun(s, team.organizationId, id);
  });
});
