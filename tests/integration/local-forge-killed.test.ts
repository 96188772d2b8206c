import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bareSample, git, refsOf, request, type Sample } from "./local-forge-helpers.ts";

describe("committing to a branch", () => {
  it("killed after any of its git calls, a repeat gives the same commit and one branch", async () => {
    const control = await bareSample();
    const expected = await control.forge.commitToBranch(request(control.commit));
    const calls = commitInProcess(await bareSample(), 0).verbs.length;
    expect(calls).toBeGreaterThan(8);
    for (let call = 1; call <= calls; call++) {
      const sample = await bareSample();
      const { signal, verbs } = commitInProcess(sample, call);
      // The reader of blobs outlives the commit, so its end kills no one.
      if (verbs[call - 1] !== "cat-file") expect(signal).toBe("SIGKILL");
      expect(await sample.forge.commitToBranch(request(sample.commit))).toEqual(expected);
      expect(refsOf(sample)).toBe(
        `refs/heads/etna/fix-1 ${expected.commit} \nrefs/heads/main ${sample.commit} `,
      );
    }
  }, 120_000);
});

/** Commits in a process of its own, killed when its `call`-th git call ends (0: never). */
function commitInProcess(sample: Sample, call: number) {
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
    const { path, root, request } = JSON.parse(process.argv[1]);
    const forge = await openLocalForge({ path, allowedRoots: [root] });
    await forge.commitToBranch(request);
  `;
  const input = { path: sample.path, root: sample.root, request: request(sample.commit) };
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
