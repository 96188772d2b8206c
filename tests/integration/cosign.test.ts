import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeUtf8, utf8 } from "#lib/base/index.ts";
import {
  buildMergedStatement,
  cosignCommand,
  cosignMergeCommand,
  cosignReportCommand,
} from "#lib/engines/verify/index.ts";
import {
  askCosign,
  type Cosign,
  type CosignName,
  cosignColumns,
  cosignEnvironment,
  cosignMissing,
  findCosign,
} from "#tests/support/cosign.ts";
import { mutantWorld } from "#tests/support/mutant-opinions.ts";
import { rowsOf } from "#tests/support/mutant-reasons.ts";
import { cellsOf, mutantsDocument, writtenCells } from "#tests/support/mutants-document.ts";
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
import { type SignedReport, signReport, testReport } from "#tests/unit/verify/signed-report.ts";
import { signedByApprover, TestPasskey } from "#tests/unit/verify/test-passkey.ts";

type ProofFile = { readonly path: string; readonly bytes: Uint8Array };

const run = promisify(execFile);
const key = freshEd25519();
const names: readonly CosignName[] = ["cosign 3", "cosign 2"];
const files = {
  bundle: "fix.sigstore.json",
  key: "instance.pub",
  trustedRoot: "trusted_root.json",
  patch: "fix.patch",
};

/** A folder with the files that the printed commands name, in which `cosign` is this very program. */
class Folder {
  readonly path: string;
  readonly cosign: Cosign;

  constructor(path: string, cosign: Cosign) {
    this.path = path;
    this.cosign = cosign;
  }

  async #write(fix: Pick<SignedFix, "bundle" | "pem" | "root">, patch: Uint8Array): Promise<void> {
    await writeFile(join(this.path, files.bundle), JSON.stringify(fix.bundle));
    await writeFile(join(this.path, files.key), fix.pem);
    await writeFile(join(this.path, files.trustedRoot), JSON.stringify(fix.root));
    await writeFile(join(this.path, files.patch), patch);
  }

  /** The very command that is printed, in a shell; cosign 2 has to be told of the bundle's form. */
  async #inShell(printed: string): Promise<string> {
    const old = [
      "cosign verify-blob-attestation",
      "cosign verify-blob-attestation --new-bundle-format",
    ];
    const command = this.cosign.takesCommits
      ? printed
      : printed.replace(...(old as [string, string]));
    const env = cosignEnvironment(this.path);
    const PATH = `${join(this.path, "bin")}${delimiter}${env.PATH ?? ""}`;
    const { stdout, stderr } = await run("sh", ["-c", command], {
      cwd: this.path,
      env: { ...env, PATH },
    });
    return stdout + stderr;
  }

  async check(
    fix: Pick<SignedFix, "bundle" | "pem" | "root"> & {
      readonly statement: { readonly predicateType: string };
    },
    patch: Uint8Array = testPatch,
  ): Promise<string> {
    await this.#write(fix, patch);
    const { predicateType } = fix.statement;
    return await this.#inShell(cosignCommand({ ...files, predicateType }));
  }

  /** The same for the statement of a report, held against report.json. */
  async checkReport(signed: SignedReport, report: Uint8Array): Promise<string> {
    await writeFile(join(this.path, "bundle.json"), JSON.stringify(signed.bundle));
    await writeFile(join(this.path, files.key), signed.pem);
    await writeFile(join(this.path, files.trustedRoot), JSON.stringify(signed.root));
    await writeFile(join(this.path, "report.json"), report);
    const { predicateType } = signed.statement;
    const names = { ...files, bundle: "bundle.json", report: "report.json", predicateType };
    return await this.#inShell(cosignReportCommand(names));
  }

  /** A command of a proof's own guide, among the proof's own files. */
  async checkProof(proof: readonly ProofFile[], fix: SignedFix, printed: string): Promise<string> {
    for (const { path, bytes } of proof) await writeFile(join(this.path, path), bytes);
    const pem = /--key (\S+)/.exec(printed)?.[1] ?? files.key;
    await writeFile(join(this.path, pem), fix.pem);
    await writeFile(join(this.path, files.trustedRoot), JSON.stringify(fix.root));
    return await this.#inShell(printed);
  }

  /** The same for the statement of a merge, held against a commit. */
  async checkMerge(fix: Awaited<ReturnType<typeof signMerge>>, gitCommit: string): Promise<string> {
    await this.#write(fix, testPatch);
    const { predicateType } = fix.statement;
    return await this.#inShell(cosignMergeCommand({ ...files, gitCommit, predicateType }));
  }
}

/** cosign 2 takes a file alone. */
const tooOld = "this cosign cannot hold a statement against a commit: that takes cosign 3";

describe.each(names)("stock %s, without a network", (name) => {
  let directory: string;
  let folder: Folder | null = null;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "etna-cosign-"));
    const cosign = await findCosign(name);
    if (cosign === null) return;
    await mkdir(join(directory, "bin"));
    await symlink(cosign.program, join(directory, "bin/cosign"));
    folder = new Folder(directory, cosign);
  });

  afterAll(async () => {
    await rm(directory, { recursive: true, force: true });
  });

  it("accepts the first entry, the last one and those between", async (ctx) => {
    if (folder === null) return ctx.skip(cosignMissing[name]);
    for (const [at, sizeAtProof] of [
      [1, 2],
      [1, 70],
      [69, 70],
      [7, 9],
      [32, 64],
    ] as const) {
      const fix = await signFix({ key, at, sizeAtProof });
      const said = await folder.check(fix);
      expect(said, `entry ${at} of ${sizeAtProof}`).toContain("Verified OK");
    }
  });

  it("accepts a statement that carries the approver's own signature", async (ctx) => {
    if (folder === null) return ctx.skip(cosignMissing[name]);
    const fix = await signedByApprover(new TestPasskey(), { key });
    expect(fix.statement.predicate.approval.signature).toBeDefined();
    expect(await folder.check(fix)).toContain("Verified OK");
  });

  it("accepts a log on a machine of one's own, with a port in its name", async (ctx) => {
    if (folder === null) return ctx.skip(cosignMissing[name]);
    const fix = await signFix({ key, log: new TestLog(freshP256(), "http://localhost:3000/log") });
    expect(await folder.check(fix)).toContain("Verified OK");
  });

  it("refuses a tampered patch", async (ctx) => {
    if (folder === null) return ctx.skip(cosignMissing[name]);
    const fix = await signFix({ key });
    const tampered = new Uint8Array([...testPatch, 10]);
    await expect(folder.check(fix, tampered)).rejects.toThrow(/digest|match/);
  });

  it("refuses another key, another log, an edited statement, path and time", async (ctx) => {
    if (folder === null) return ctx.skip(cosignMissing[name]);
    const fix = await signFix({ key, at: 5, sizeAtProof: 11 });
    const other = await signFix();
    await expect(folder.check({ ...fix, pem: other.pem })).rejects.toThrow();
    await expect(folder.check({ ...fix, root: other.root })).rejects.toThrow();
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
      await expect(folder.check({ ...fix, bundle })).rejects.toThrow();
    }
    expect(await folder.check(fix)).toContain("Verified OK");
  });

  it("accepts what was signed before and after a rotation, each with its own key", async (ctx) => {
    if (folder === null) return ctx.skip(cosignMissing[name]);
    const log = new TestLog();
    const next = freshEd25519();
    const before = await signFix({ key, log });
    const after = await signFix({ key: next, log, sizeAtProof: 20 });
    for (const fix of [before, after]) expect(await folder.check(fix)).toContain("Verified OK");
    await expect(folder.check({ ...after, pem: before.pem })).rejects.toThrow();
  });

  it("accepts the statement of a merge for the patch that was merged, and for no other", async (ctx) => {
    if (folder === null) return ctx.skip(cosignMissing[name]);
    const log = new TestLog();
    const { statement: approved } = await signFix({ key, log });
    const merge = await signMerge({ key, log, approved });
    expect(await folder.check(merge)).toContain("Verified OK");
    await expect(folder.check(merge, utf8("another"))).rejects.toThrow(/digest|match/);
  });

  it("accepts the statement of a report for the report's very bytes, and for no others", async (ctx) => {
    if (folder === null) return ctx.skip(cosignMissing[name]);
    const signed = await signReport({ key });
    expect(await folder.checkReport(signed, testReport)).toContain("Verified OK");
    const altered = utf8((decodeUtf8(testReport) ?? "").replace('"breach":11', '"breach":10'));
    await expect(folder.checkReport(signed, altered)).rejects.toThrow(/digest|match/);
    const predicateType = signed.statement.predicateType.replace("attack-report", "approved-fix");
    const other = { ...signed, statement: { ...signed.statement, predicateType } };
    const asAnother = folder.checkReport(other, testReport);
    // cosign 2 does not hold a bundle's statement against --type.
    if (folder.cosign.takesCommits) await expect(asAnother).rejects.toThrow();
    else expect(await asAnother).toContain("Verified OK");
  });

  it("accepts of mutants only those that docs/refused-bundles.md says", async (ctx) => {
    if (folder === null) return ctx.skip(cosignMissing[name]);
    const rows = rowsOf(await askCosign(folder.cosign, await mutantWorld(), directory));
    const verifier = cosignColumns[name];
    const document = await readFile(mutantsDocument, "utf8");
    expect(writtenCells(document, verifier)).toEqual(cellsOf({ verifier, rows }));
  });

  it("accepts a fix whose proof stands beside the code without its patch", async (ctx) => {
    if (folder === null) return ctx.skip(cosignMissing[name]);
    if (!folder.cosign.takesCommits) return ctx.skip(tooOld);
    const fix = await signFix({ key });
    const { proofFiles } = await import("#lib/services/provenance/index.ts");
    const proven = {
      bundle: fix.bundle,
      spki: key.spki,
      patch: "secret",
      merge: null,
      outside: [],
    };
    const folderOfTexts = { shared: "", withPatch: false, textOnly: true };
    const proof = await proofFiles(proven, fix.root, folderOfTexts);
    for (const { bytes } of proof) expect(decodeUtf8(bytes)).not.toContain("secret");
    const guide = decodeUtf8(proof.find(({ path }) => path === "VERIFY.md")!.bytes)!;
    const [command] = [...guide.matchAll(/^```sh\n([\s\S]+?)\n```$/gm)].map(([, text]) => text!);
    expect(await folder.checkProof(proof, fix, command!)).toContain("Verified OK");
    const other = command!.replace(/--digest ../, "--digest 00");
    await expect(folder.checkProof(proof, fix, other)).rejects.toThrow();
  });

  it("accepts the statement of a merge for the merged commit, and for no other", async (ctx) => {
    if (folder === null) return ctx.skip(cosignMissing[name]);
    if (!folder.cosign.takesCommits) return ctx.skip(tooOld);
    const log = new TestLog();
    const { statement: approved } = await signFix({ key, log });
    const merge = await signMerge({ key, log, approved });
    expect(await folder.checkMerge(merge, mergedCommit)).toContain("Verified OK");
    await expect(folder.checkMerge(merge, subjects.gitCommit)).rejects.toThrow(
      /digest|match|subject/,
    );
    const other = await signMerge({ log: new TestLog(), approved });
    await expect(
      folder.checkMerge({ ...merge, bundle: other.bundle }, mergedCommit),
    ).rejects.toThrow();
  });

  it("accepts one that names no patch, because something else was merged", async (ctx) => {
    if (folder === null) return ctx.skip(cosignMissing[name]);
    if (!folder.cosign.takesCommits) return ctx.skip(tooOld);
    const { statement: approved } = await signFix({ key });
    const { merged } = mergedAs(approved);
    const said = mergedAs(approved, {
      merged: { ...merged, method: "unknown" },
      relation: "different",
    });
    const merge = await signMerge({ key, approved, merge: buildMergedStatement(said, false) });
    expect(await folder.checkMerge(merge, mergedCommit)).toContain("Verified OK");
  });
});
