import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { AdditionRequest } from "#lib/platform/forge/index.ts";
import { appChange, bareSample, git, refsOf, request, type Sample } from "./local-forge-helpers.ts";

describe("committing to a branch", () => {
  it("killed after any of its git calls, a repeat gives the same commit and one branch", async () => {
    const control = await bareSample();
    const expected = await control.forge.commitToBranch(request(control.commit));
    const calls = inProcess(await bareSample(), "commitToBranch", 0).verbs.length;
    expect(calls).toBeGreaterThan(8);
    for (let call = 1; call <= calls; call++) {
      const sample = await bareSample();
      const { signal, verbs } = inProcess(sample, "commitToBranch", call);
      // The reader of blobs outlives the commit, so its end kills no one.
      if (verbs[call - 1] !== "cat-file") expect(signal).toBe("SIGKILL");
      expect(await sample.forge.commitToBranch(request(sample.commit))).toEqual(expected);
      expect(refsOf(sample)).toBe(
        `refs/heads/etna/fix-1 ${expected.commit} \nrefs/heads/main ${sample.commit} `,
      );
    }
  }, 120_000);
});

describe("adding to a branch", () => {
  it("killed after any of its last git calls, a repeat gives the same commit, and moves on once", async () => {
    const control = await bareSample();
    const first = await control.forge.commitToBranch(request(control.commit));
    const expected = await control.forge.addToBranch(addition(first.commit));
    const other = await bareSample();
    await other.forge.commitToBranch(request(other.commit));
    const calls = inProcess(other, "addToBranch", 0).verbs.length;
    // Before its last four calls nothing of it is there.
    for (let call = calls - 3; call <= calls; call++) {
      const sample = await bareSample();
      await sample.forge.commitToBranch(request(sample.commit));
      inProcess(sample, "addToBranch", call);
      expect(await sample.forge.addToBranch(addition(first.commit))).toEqual(expected);
      expect(git(sample.path, ["rev-list", "--parents", "etna/fix-1"])).toBe(
        `${expected.commit} ${first.commit}\n${first.commit} ${sample.commit}\n${sample.commit}`,
      );
    }
  }, 120_000);
});

function addition(headCommit: string): AdditionRequest {
  const changes = [{ ...appChange, before: appChange.after, after: "repaired\n" }];
  return { ...request(headCommit, changes), headCommit, message: "Repair it\n" };
}

/** Asks in a process of its own, killed when its `call`-th git call ends (0: never). */
function inProcess(sample: Sample, verb: "commitToBranch" | "addToBranch", call: number) {
  const log = join(sample.root, "calls");
  const bin = join(sample.root, "bin");
  mkdirSync(bin);
  writeFileSync(log, "");
  const realGit = join(git("/", ["--exec-path"]), "git");
  const lines = [
    "#!/bin/sh",
    'for word in "$@"; do case "$word" in -*|*=*) ;; *) break ;; esac; done',
    `echo "$word" >> "${log}"`,
    `n=$(wc -l < "${log}")`,
    `"${realGit}" "$@"`,
    "code=$?",
    `if [ "$n" -eq "${call}" ]; then kill -9 $PPID; fi`,
    "exit $code",
  ];
  writeFileSync(join(bin, "git"), `${lines.join("\n")}\n`, { mode: 0o755 });
  const script = `
    const { openLocalForge } = await import("#lib/platform/forge/index.ts");
    const { path, root, verb, request } = JSON.parse(process.argv[1]);
    const forge = await openLocalForge({ path, allowedRoots: [root] });
    await forge[verb](request);
  `;
  const { path, root, commit } = sample;
  const asked =
    verb === "commitToBranch"
      ? request(commit)
      : addition(git(path, ["rev-parse", "refs/heads/etna/fix-1"]));
  const input = { path, root, verb, request: asked };
  const { signal, status, stderr } = spawnSync(
    process.execPath,
    ["--input-type=module", "-e", script, JSON.stringify(input)],
    {
      encoding: "utf8",
      env: { NODE_ENV: "test", TMPDIR: sample.root, PATH: `${bin}:${process.env.PATH}` },
    },
  );
  if (call === 0) expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return { signal, verbs: readFileSync(log, "utf8").trim().split("\n") };
}
