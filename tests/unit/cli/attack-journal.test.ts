import { spawnSync } from "node:child_process";
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CaseResult } from "#lib/engines/adversary/index.ts";
import { JournalFile } from "../../../bin/etna/attack-journal.ts";

let top = "";
beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), "etna-journal-"));
});
afterAll(() => rm(top, { recursive: true, force: true }));

const head = {
  suite: "s",
  target: "t",
  plan: "p",
  seed: "7",
  profile: "smoke",
  only: { cases: ["LLM01-001"] },
  startedAtMs: 5,
} as const;

function resultOf(id: string, more: Partial<CaseResult> = {}): CaseResult {
  return {
    id,
    seedId: "LLM01-001",
    kind: "attack",
    variant: "plain",
    repetition: 1,
    category: "LLM01:2025",
    severity: "high",
    verdict: "resisted",
    reason: "Nothing was seen.",
    evidence: [],
    needsReview: null,
    confirmed: null,
    requests: 1,
    inputTokens: 0,
    outputTokens: 0,
    costUsd: null,
    wallClockMs: 3,
    transcript: { events: [], changed: {} },
    ...more,
  };
}

async function written(name: string, ids: readonly string[]): Promise<string> {
  const path = join(top, name);
  const journal = await JournalFile.create(path, head);
  await Promise.all(ids.flatMap((id) => [journal.begin(id), journal.finish(resultOf(id))]));
  await journal.close();
  return path;
}

test("what was kept is there again, without its transcripts, and more can be added", async () => {
  const path = await written("whole.jsonl", ["a", "b", "c"]);
  const journal = await JournalFile.resume(path);
  expect(journal.head).toEqual({ journal: 1, ...head });
  const finished = await journal.finished();
  expect([...finished.keys()]).toEqual(["a", "b", "c"]);
  expect(finished.get("a")).not.toHaveProperty("transcript");
  await journal.finish(resultOf("a", { confirmed: true }));
  await journal.close();
  const again = await JournalFile.resume(path);
  expect(again.done).toBe(3);
  expect((await again.finished()).get("a")).toMatchObject({ confirmed: true });
  await again.close();
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test("a kill at any byte of the last line loses that line and no other", async () => {
  const whole = await readFile(await written("cut.jsonl", ["a", "b"]));
  const lastLine = whole.lastIndexOf(10, whole.length - 2) + 1;
  const path = join(top, "cut-short.jsonl");
  for (let end = lastLine; end < whole.length; end += 7) {
    await writeFile(path, whole.subarray(0, end));
    const journal = await JournalFile.resume(path);
    expect(journal.done).toBe(1);
    await journal.finish(resultOf("b"));
    await journal.close();
    const mended = await JournalFile.resume(path);
    expect(mended.done).toBe(2);
    await mended.close();
  }
});

test("one process alone has it, and what a killed one left is taken over", async () => {
  const path = await written("held.jsonl", ["a"]);
  const journal = await JournalFile.resume(path);
  await expect(JournalFile.resume(path)).rejects.toThrow(`in use by the process ${process.pid}`);
  await journal.close();
  const { pid } = spawnSync(process.execPath, ["--version"]);
  await writeFile(`${path}.lock`, String(pid));
  const later = await JournalFile.resume(path);
  await later.close();
  await expect(stat(`${path}.lock`)).rejects.toThrow("ENOENT");
});

test("many writes at once make whole lines, in order", async () => {
  const ids = Array.from({ length: 200 }, (_, at) => `case-${at}-${"x".repeat(at * 20)}`);
  const journal = await JournalFile.resume(await written("many.jsonl", ids));
  expect([...(await journal.finished()).keys()]).toEqual(ids);
  await journal.close();
});

test("what is no journal is refused by its line", async () => {
  const empty = join(top, "empty.jsonl");
  await writeFile(empty, "");
  await expect(JournalFile.resume(empty)).rejects.toThrow("holds no run");
  const broken = await written("broken.jsonl", ["a"]);
  await appendFile(broken, '{"finish":{"id":7}}\n');
  await expect(JournalFile.resume(broken)).rejects.toThrow(`${broken}:4: this is no line`);
  await expect(JournalFile.resume(join(top, "none"))).rejects.toThrow("cannot be found");
  await expect(JournalFile.create(broken, head)).rejects.toThrow("is there already");
});
