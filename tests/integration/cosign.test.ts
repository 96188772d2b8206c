import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeUtf8, utf8 } from "#lib/base/index.ts";
import {
  buildMergedStatement,
  cosignCommand,
  cosignMergeCommand,
} from "#lib/engines/verify/index.ts";
import {
  approvedFix,
  freshEd25519,
  freshP256,
  mergedAs,
  mergedCommit,
  type SignedFix,
  signFix,
  signMerge,
  subjects,
  TestLog,
  testPatch,
} from "#tests/unit/verify/signed-fix.ts";
import {
  cosignEnvironment,
  cosignMissing,
  cosignTooOld,
  cosignVersion,
  takesCommits,
} from "../support/cosign.ts";

const run = promisify(execFile);
const key = freshEd25519();
let directory: string;
let version: string | null = null;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "etna-cosign-"));
  version = await cosignVersion(directory);
});

afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

const environment = () => cosignEnvironment(directory);

/** Runs the very command that is printed, in a shell, in a folder with the files it names. */
async function cosign(fix: SignedFix, patch: Uint8Array): Promise<string> {
  const files = {
    bundle: "fix.sigstore.json",
    key: "instance.pub",
    trustedRoot: "trusted_root.json",
    patch: "fix.patch",
  };
  await writeFile(join(directory, files.bundle), JSON.stringify(fix.bundle));
  await writeFile(join(directory, files.key), fix.pem);
  await writeFile(join(directory, files.trustedRoot), JSON.stringify(fix.root));
  await writeFile(join(directory, files.patch), patch);
  return await inShell(cosignCommand({ ...files, predicateType: fix.statement.predicateType }));
}

async function inShell(command: string): Promise<string> {
  const options = { cwd: directory, env: environment() };
  const { stdout, stderr } = await run("sh", ["-c", command], options);
  return stdout + stderr;
}

/** The same for the statement of a merge, held against a commit. */
async function cosignMerge(
  fix: Awaited<ReturnType<typeof signMerge>>,
  gitCommit: string,
): Promise<string> {
  const files = {
    bundle: "merged.sigstore.json",
    key: "instance.pub",
    trustedRoot: "trusted_root.json",
  };
  await writeFile(join(directory, files.bundle), JSON.stringify(fix.bundle));
  await writeFile(join(directory, files.key), fix.pem);
  await writeFile(join(directory, files.trustedRoot), JSON.stringify(fix.root));
  const { predicateType } = fix.statement;
  return await inShell(cosignMergeCommand({ ...files, gitCommit, predicateType }));
}

describe("stock cosign, without a network", () => {
  it("accepts the first entry, the last one and those between", async (ctx) => {
    if (version === null) return ctx.skip(cosignMissing);
    for (const [at, sizeAtProof] of [
      [1, 2],
      [1, 70],
      [69, 70],
      [7, 9],
      [32, 64],
    ] as const) {
      const fix = await signFix({ key, at, sizeAtProof });
      expect(
        await cosign(fix, testPatch),
        `entry ${at} of ${sizeAtProof}, cosign ${version}`,
      ).toContain("Verified OK");
    }
  });

  it("accepts a log on a machine of one's own, with a port in its name", async (ctx) => {
    if (version === null) return ctx.skip(cosignMissing);
    const fix = await signFix({ key, log: new TestLog(freshP256(), "http://localhost:3000/log") });
    expect(await cosign(fix, testPatch)).toContain("Verified OK");
  });

  it("refuses a tampered patch", async (ctx) => {
    if (version === null) return ctx.skip(cosignMissing);
    const fix = await signFix({ key });
    const tampered = new Uint8Array([...testPatch, 10]);
    await expect(cosign(fix, tampered)).rejects.toThrow(/digest|match/);
  });

  it("refuses another key, another log, an edited statement, path and time", async (ctx) => {
    if (version === null) return ctx.skip(cosignMissing);
    const fix = await signFix({ key, at: 5, sizeAtProof: 11 });
    const other = await signFix();
    await expect(cosign({ ...fix, pem: other.pem }, testPatch)).rejects.toThrow();
    await expect(cosign({ ...fix, root: other.root }, testPatch)).rejects.toThrow();
    const edits: readonly ((copy: SignedFix["bundle"]) => void)[] = [
      (copy) => {
        const text = Buffer.from(copy.dsseEnvelope.payload, "base64").toString();
        const edited = text.replace(String(approvedFix().approval.by), "Someone Else");
        copy.dsseEnvelope.payload = Buffer.from(utf8(edited)).toString("base64");
      },
      (copy) => {
        copy.verificationMaterial.tlogEntries[0].inclusionProof.hashes.reverse();
      },
      (copy) => {
        copy.verificationMaterial.tlogEntries[0].integratedTime = "1795187651";
      },
    ];
    for (const edit of edits) {
      const bundle = structuredClone(fix.bundle);
      edit(bundle);
      await expect(cosign({ ...fix, bundle }, testPatch)).rejects.toThrow();
    }
    expect(await cosign(fix, testPatch)).toContain("Verified OK");
  });

  it("accepts the statement of a merge for the merged commit, and for no other", async (ctx) => {
    if (version === null) return ctx.skip(cosignMissing);
    if (!(await takesCommits(directory))) return ctx.skip(cosignTooOld);
    const log = new TestLog();
    const { statement: approved } = await signFix({ key, log });
    const merge = await signMerge({ key, log, approved });
    expect(await cosignMerge(merge, mergedCommit)).toContain("Verified OK");
    await expect(cosignMerge(merge, subjects.gitCommit)).rejects.toThrow(/digest|match|subject/);
    const other = await signMerge({ log: new TestLog(), approved });
    await expect(cosignMerge({ ...merge, bundle: other.bundle }, mergedCommit)).rejects.toThrow();
  });

  it("accepts a fix whose proof stands beside the code without its patch", async (ctx) => {
    if (version === null) return ctx.skip(cosignMissing);
    if (!(await takesCommits(directory))) return ctx.skip(cosignTooOld);
    const fix = await signFix({ key });
    const spki = key.spki;
    const { proofFiles } = await import("#lib/services/provenance/index.ts");
    const proven = { bundle: fix.bundle, spki, patch: "secret", merge: null };
    const files = proofFiles(proven, { shared: "", withPatch: false });
    const guide = decodeUtf8(files.find(({ path }) => path === "VERIFY.md")!.bytes)!;
    for (const { bytes } of files) expect(decodeUtf8(bytes)).not.toContain("secret");
    const [command] = [...guide.matchAll(/^```sh\n([\s\S]+?)\n```$/gm)].map(([, text]) => text!);
    for (const { path, bytes } of files) await writeFile(join(directory, path), bytes);
    const pem = /--key (\S+)/.exec(command!)![1]!;
    await writeFile(join(directory, pem), fix.pem);
    await writeFile(join(directory, "trusted_root.json"), JSON.stringify(fix.root));
    expect(await inShell(command!)).toContain("Verified OK");
    await expect(inShell(command!.replace(/--digest ../, "--digest 00"))).rejects.toThrow();
  });

  it("accepts one that names no patch, because something else was merged", async (ctx) => {
    if (version === null) return ctx.skip(cosignMissing);
    if (!(await takesCommits(directory))) return ctx.skip(cosignTooOld);
    const { statement: approved } = await signFix({ key });
    const { merged } = mergedAs(approved);
    const said = mergedAs(approved, {
      merged: { ...merged, method: "unknown" },
      relation: "different",
    });
    const merge = await signMerge({ key, approved, merge: buildMergedStatement(said, false) });
    expect(await cosignMerge(merge, mergedCommit)).toContain("Verified OK");
  });
});
