import { describe, expect, it } from "vitest";
import { utf8 } from "#lib/base/index.ts";
import {
  followLog,
  type LogReport,
  type LogSource,
  readTreeHead,
  readVerifierKey,
} from "#lib/engines/log/index.ts";
import { nodeCrypto } from "#lib/engines/second-opinion/index.ts";
import { memoryLog, noteSigner } from "../../support/memory-log.ts";

const signer = noteSigner("log.example/log");
const key = readVerifierKey(signer.verifierKey)!;
const entry = (text: string) => utf8(`entry ${text}`);
const many = Array.from({ length: 700 }, (_, index) => entry(String(index)));
const log = memoryLog(signer, many);

function sourceOf(files: ReadonlyMap<string, Uint8Array>): LogSource {
  return {
    checkpoint: async () => Buffer.from(files.get("checkpoint")!).toString(),
    file: async (path) => files.get(path) ?? null,
  };
}

function outcomes({ checks }: LogReport): Record<string, string> {
  return Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome]));
}

async function follow(files: ReadonlyMap<string, Uint8Array>, remembered?: number | MemoryHead) {
  const before =
    typeof remembered === "number" ? readTreeHead(log.checkpoint(remembered))! : remembered;
  return await followLog(sourceOf(files), key, before ?? null, nodeCrypto);
}

type MemoryHead = { readonly size: number; readonly root: Uint8Array };

describe("following a log", () => {
  it.each([1, 2, 3, 255, 256, 257, 512, 513, 700])(
    "holds at %i entries, from every size before",
    async (size) => {
      const files = log.files(size);
      expect(outcomes(await follow(files))).toEqual({
        checkpoint: "holds",
        consistency: "not_run",
        tree: "holds",
        entries: "holds",
      });
      for (const before of [1, 2, 200, 256, 300, 699].filter((each) => each <= size)) {
        const report = await follow(files, before);
        expect(report.ok, `from ${before}`).toBe(true);
        expect(outcomes(report).consistency).toBe("holds");
      }
    },
  );

  it("catches a log that forked, whatever is signed", async () => {
    const forked = memoryLog(
      signer,
      many.map((own, at) => (at === 100 ? entry("forged") : own)),
    );
    const report = await follow(forked.files(), 300);
    expect(report.ok).toBe(false);
    expect(outcomes(report)).toEqual({
      checkpoint: "holds",
      consistency: "fails",
      tree: "holds",
      entries: "holds",
    });
    // At the same size, too.
    expect(outcomes(await follow(forked.files(), 700)).consistency).toBe("fails");
    // What only differs later is consistent with what was seen before.
    expect((await follow(forked.files(), 100)).ok).toBe(true);
  });

  it("catches a log that shrank", async () => {
    const report = await follow(log.files(300), 301);
    expect(report.ok).toBe(false);
    expect(report.checks[1]).toMatchObject({
      outcome: "fails",
      says: expect.stringMatching(/small/),
    });
  });

  it("catches an entry that is another, and one too few", async () => {
    for (const change of [
      (bytes: Uint8Array) => bytes.map((byte, at) => (at === 5 ? byte ^ 1 : byte)),
      (bytes: Uint8Array) => bytes.subarray(0, bytes.length - (2 + entry("699").length)),
      () => new Uint8Array(),
    ]) {
      const files = log.files();
      files.set("tile/entries/002.p/188", change(files.get("tile/entries/002.p/188")!));
      const report = await follow(files);
      expect(report.ok).toBe(false);
      expect(outcomes(report)).toMatchObject({ tree: "holds", entries: "fails" });
    }
  });

  it("catches each file that is missing, and each that is changed", async () => {
    const paths = [...log.files().keys()].filter((path) => path.startsWith("tile/"));
    expect(paths).toHaveLength(7);
    for (const path of paths) {
      const missing = log.files();
      missing.delete(path);
      const gone = await follow(missing, 300);
      expect(gone.ok, path).toBe(false);
      expect(gone.checks.some(({ says }) => says === `${path} is missing.`)).toBe(true);
      const changed = log.files();
      changed.set(
        path,
        changed.get(path)!.map((byte, at) => (at === 40 ? byte ^ 1 : byte)),
      );
      expect((await follow(changed)).ok, path).toBe(false);
    }
  });

  it("takes a full tile for a partial one that was dropped", async () => {
    const files = log.files(300);
    for (const path of ["tile/0/001", "tile/entries/001"]) {
      files.delete(`${path}.p/44`);
      files.set(path, log.files().get(path)!);
    }
    expect((await follow(files, 200)).ok).toBe(true);
  });

  it("holds nothing of a checkpoint that another key signed, or of another log", async () => {
    const impostor = memoryLog(noteSigner("log.example/log"), many);
    expect(outcomes(await follow(impostor.files())).checkpoint).toBe("fails");
    const other = memoryLog({ ...signer, name: "other.example/log" }, many);
    expect(outcomes(await follow(other.files())).checkpoint).toBe("fails");
    const renamed = log.files();
    const text = log.checkpoint().replace("log.example/log\n", "other.example/log\n");
    renamed.set("checkpoint", Buffer.from(text));
    const report = await follow(renamed);
    expect(outcomes(report)).toEqual({
      checkpoint: "fails",
      consistency: "not_run",
      tree: "not_run",
      entries: "not_run",
    });
    expect(report.ok).toBe(false);
  });
});
