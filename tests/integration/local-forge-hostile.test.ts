import { chmodSync, chownSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openLocalForge } from "#lib/platform/forge/index.ts";
import {
  appChange,
  branch,
  git,
  request,
  type Sample,
  wasRun,
  workTreeSample,
} from "./local-forge-helpers.ts";

interface Trap {
  readonly name: string;
  /** Sets the trap: `script` leaves the marker when something runs it. */
  set(sample: Sample, script: string): void;
  /** A plain git command that walks into it, so that the trap is known to work. */
  readonly spring: readonly string[];
}

function config(...pairs: readonly (readonly [string, (script: string) => string])[]): Trap["set"] {
  return ({ path }, script) => {
    for (const [key, value] of pairs) git(path, ["config", key, value(script)]);
  };
}

function attributes({ path }: Sample, line: string): void {
  mkdirSync(join(path, ".git/info"), { recursive: true });
  writeFileSync(join(path, ".git/info/attributes"), `${line}\n`);
}

const traps: readonly Trap[] = [
  { name: "core.fsmonitor", set: config(["core.fsmonitor", (s) => s]), spring: ["status"] },
  {
    name: "include.path",
    set: ({ path }, script) => {
      writeFileSync(join(path, ".git/more"), `[core]\n\tfsmonitor = ${script}\n`);
      git(path, ["config", "include.path", "more"]);
    },
    spring: ["status"],
  },
  {
    name: "a reference-transaction hook",
    set: ({ path }, script) => {
      mkdirSync(join(path, ".git/hooks"), { recursive: true });
      writeFileSync(join(path, ".git/hooks/reference-transaction"), `#!/bin/sh\n${script}\n`);
      chmodSync(join(path, ".git/hooks/reference-transaction"), 0o755);
    },
    spring: ["update-ref", "refs/heads/etna/trap", "HEAD"],
  },
  {
    name: "core.hooksPath",
    set: ({ path }, script) => {
      mkdirSync(join(path, "hooks"));
      for (const hook of ["reference-transaction", "post-index-change"]) {
        writeFileSync(join(path, "hooks", hook), `#!/bin/sh\n${script}\n`);
        chmodSync(join(path, "hooks", hook), 0o755);
      }
      git(path, ["config", "core.hooksPath", join(path, "hooks")]);
    },
    spring: ["read-tree", "HEAD"],
  },
  {
    name: "a filter driver",
    set: (sample, script) => {
      attributes(sample, "* filter=trap");
      config(
        ["filter.trap.clean", (s) => `${s}; cat`],
        ["filter.trap.smudge", (s) => `${s}; cat`],
        ["filter.trap.required", () => "true"],
      )(sample, script);
    },
    spring: ["hash-object", "src/app.js"],
  },
  {
    name: "a filter process",
    set: (sample, script) => {
      attributes(sample, "* filter=trap");
      config(["filter.trap.process", (s) => s])(sample, script);
    },
    spring: ["hash-object", "src/app.js"],
  },
  {
    name: "textconv",
    set: (sample, script) => {
      attributes(sample, "* diff=trap");
      config(["diff.trap.textconv", (s) => `${s}; cat`])(sample, script);
    },
    spring: ["log", "-p", "-1"],
  },
  {
    name: "diff.external",
    set: config(["diff.external", (s) => s]),
    spring: ["diff", "4b825dc642cb6eb9a060e54bf8d69288fbee4904", "HEAD"],
  },
  {
    name: "a diff driver's command",
    set: (sample, script) => {
      attributes(sample, "* diff=trap");
      config(["diff.trap.command", (s) => s])(sample, script);
    },
    spring: ["diff", "4b825dc642cb6eb9a060e54bf8d69288fbee4904", "HEAD"],
  },
  {
    name: "gpg.program",
    set: config(["gpg.program", (s) => s], ["commit.gpgSign", () => "true"]),
    spring: ["commit", "--allow-empty", "-m", "x"],
  },
  {
    name: "core.sshCommand",
    set: config(["core.sshCommand", (s) => s], ["remote.origin.url", () => "ssh://localhost/x"]),
    spring: ["fetch"],
  },
  {
    name: "an ext:: remote",
    set: config(["protocol.ext.allow", () => "always"], ["remote.origin.url", (s) => `ext::${s}`]),
    spring: ["fetch"],
  },
];

/** Everything the forge can do, over commits that give diff and merge detection real work. */
async function walk(sample: Sample): Promise<void> {
  const { path, root, commit } = sample;
  const forge = await openLocalForge({ path, allowedRoots: [root] });
  await forge.inspectRepository();
  const snapshot = await forge.snapshot(commit);
  for (const file of await snapshot.list()) await snapshot.read(file.path);
  const made = await forge.commitToBranch(request(commit));
  const review = await forge.openReview({ branch, targetBranch: "main", title: "t", body: "b" });
  await forge.compare(commit, made.commit);
  expect(await forge.inspectReview(review)).toMatchObject({ status: "merged" });
  await forge.closeReview(review, made.commit);
}

/** Puts the fix on main beside another change of the same file: only patch ids find it. */
async function squash({ path, commit, forge }: Sample): Promise<void> {
  const made = await forge.commitToBranch(request(commit));
  git(path, ["checkout", "--quiet", "main"]);
  const text = git(path, ["show", `${commit}:src/app.js`]);
  writeFileSync(
    join(path, "src/app.js"),
    `#!/usr/bin/env node\n// top\n// more\n// and\n${text}\n`,
  );
  git(path, ["commit", "--quiet", "-am", "Another change"]);
  git(path, ["cherry-pick", made.commit]);
  git(path, ["update-ref", "-d", `refs/heads/${branch}`]);
}

describe("a hostile repository", () => {
  it.each(traps)("runs nothing through $name", async (trap) => {
    const sample = await workTreeSample();
    await squash(sample);
    const marker = join(sample.root, "marker");
    const script = join(sample.root, "trap.sh");
    writeFileSync(script, `#!/bin/sh\necho run >> ${marker}\n`);
    chmodSync(script, 0o755);
    trap.set(sample, script);

    await walk(sample);
    expect(wasRun(marker)).toBe(false);

    try {
      git(sample.path, trap.spring);
    } catch (error) {
      // Some traps make git fail after they ran; the marker is what counts.
      expect(error).toBeInstanceOf(Error);
    }
    expect(wasRun(marker)).toBe(true);
  });

  it("fetches no missing object, whatever remote it names", async () => {
    const sample = await workTreeSample();
    const { path, root, commit } = sample;
    const marker = join(root, "marker");
    const script = join(root, "trap.sh");
    writeFileSync(script, `#!/bin/sh\necho run >> ${marker}\n`);
    chmodSync(script, 0o755);
    const blob = git(path, ["rev-parse", `${commit}:src/app.js`]);
    git(path, ["unpack-objects"], packOf(sample));
    rmSync(join(path, ".git/objects", blob.slice(0, 2), blob.slice(2)), { force: true });
    const forge = await openLocalForge({ path, allowedRoots: [root] });
    for (const [key, value] of [
      ["core.repositoryFormatVersion", "1"],
      ["extensions.partialClone", "origin"],
      ["remote.origin.promisor", "true"],
      ["remote.origin.url", `ext::${script}`],
      ["protocol.ext.allow", "always"],
    ] as const) {
      git(path, ["config", key, value]);
    }
    const refusal = { code: "precondition_failed" };
    await expect(openLocalForge({ path, allowedRoots: [root] })).rejects.toMatchObject(refusal);
    const snapshot = await forge.snapshot(commit);
    await expect(forge.commitToBranch(request(commit))).rejects.toThrow();
    expect(await snapshot.skipped()).toContainEqual({ path: "src/app.js", reason: "unreadable" });
    expect(wasRun(marker)).toBe(false);
    expect(() => git(path, ["cat-file", "-p", blob])).toThrow();
    expect(wasRun(marker)).toBe(true);
  });

  it("cannot show other content through a replaced object", async () => {
    const { path, commit, forge } = await workTreeSample();
    const blob = git(path, ["rev-parse", `${commit}:src/app.js`]);
    const other = git(path, ["hash-object", "-w", "--stdin"], "evil\n");
    git(path, ["replace", blob, other]);
    expect(git(path, ["cat-file", "-p", blob])).toBe("evil");
    const content = await (await forge.snapshot(commit)).read("src/app.js");
    expect(Buffer.from(content).toString()).toBe(appChange.before);
  });

  it("cannot claim a merge through a graft", async () => {
    const { path, commit, forge } = await workTreeSample();
    const made = await forge.commitToBranch(request(commit));
    writeFileSync(join(path, ".git/info/grafts"), `${commit} ${made.commit}\n`);
    const ancestors = git(path, ["rev-list", "main"]).split("\n");
    expect(ancestors).toContain(made.commit);
    const review = { branch, targetBranch: "main", number: null, url: null };
    expect(await forge.inspectReview(review)).toMatchObject({ status: "open", baseCommit: commit });
  });

  it.skipIf(process.getuid?.() !== 0)("opens though it belongs to someone else", async () => {
    const { path, root, commit } = await workTreeSample();
    for (const place of [path, join(path, ".git")]) chownSync(place, 12_345, 12_345);
    expect(() => git(path, ["status"])).toThrow("dubious ownership");
    const forge = await openLocalForge({ path, allowedRoots: [root] });
    expect(await forge.inspectRepository()).toMatchObject({ headCommit: commit });
  });
});

function packOf({ root }: Sample): Buffer {
  const objects = git(join(root, "sample.git"), ["rev-list", "--objects", "--all"])
    .split("\n")
    .map((line) => line.split(" ")[0])
    .join("\n");
  const name = git(join(root, "sample.git"), ["pack-objects", join(root, "p")], `${objects}\n`);
  return readFileSync(join(root, `p-${name}.pack`));
}
