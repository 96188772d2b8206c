import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { memoryLog, noteSigner } from "../support/memory-log.ts";

const root = join(import.meta.dirname, "../..");
const signer = noteSigner("log.example/log");
const entries = Array.from({ length: 600 }, (_, index) => Buffer.from(`entry ${index}`));
const log = memoryLog(signer, entries);
const forked = memoryLog(
  signer,
  entries.map((entry, at) => (at === 299 ? Buffer.from("forged") : entry)),
);

let folder: string;
let server: Server;
let url: string;
/** What the server serves just now. */
let files: Map<string, Uint8Array>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "etna-log-"));
  server = createServer((request, response) => {
    const file = files.get((request.url ?? "").slice("/log/".length));
    if (file === undefined) response.writeHead(404).end();
    else response.writeHead(200).end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/log`;
});

afterAll(async () => {
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

async function check(...args: readonly string[]) {
  return await new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const command = [join(root, "bin/etna.ts"), "log", "check", ...args];
    const env = {
      ...process.env,
      ETNA_LOG_LEVEL: "error",
      NODE_COMPILE_CACHE: join(root, ".etna/test-compile-cache"),
    };
    const child = execFile(process.execPath, command, { cwd: root, env }, (_error, out, err) => {
      resolve({ code: child.exitCode ?? -1, out, err });
    });
  });
}

describe("etna log check", () => {
  it("follows a log that grows, and remembers how far it came", async () => {
    const state = join(folder, "grows.json");
    files = log.files(300);
    const first = await check(url, "--state", state);
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out).toContain("Nothing was remembered of this log.");
    expect(first.out).toContain("The key came from the log itself.");
    expect(first.out).toContain("Entries whose hash is their leaf: 300");
    expect(JSON.parse(await readFile(state, "utf8"))).toMatchObject({
      verifierKey: log.verifierKey,
      size: 300,
    });
    files = log.files(600);
    const second = await check(`${url}/`, "--state", state);
    expect(second).toMatchObject({ code: 0 });
    expect(second.out).toMatch(/Size before: 300\n\s+Root before: [0-9a-f]{64}\n\s+Size now: 600/);
    expect(second.out).toContain(`Key (remembered): ${log.verifierKey}`);
    expect(JSON.parse(await readFile(state, "utf8"))).toMatchObject({ size: 600 });
  });

  it("says of a forked, a shrunken and a changed log what it compared, and forgets nothing", async () => {
    const state = join(folder, "kept.json");
    files = log.files(300);
    await check(url, "--state", state);
    const kept = await readFile(state, "utf8");
    const expectFault = async (words: RegExp) => {
      const answer = await check(url, "--state", state);
      expect(answer.code).toBe(1);
      expect(answer.out).toMatch(words);
      expect(await readFile(state, "utf8")).toBe(kept);
    };
    files = forked.files();
    await expectFault(
      /FAILS {4}consistency: The log forked[\s\S]*Size before: 300[\s\S]*Size now: 600/,
    );
    files = log.files(299);
    await expectFault(/FAILS {4}consistency: The log is smaller than it was\./);
    files = log.files();
    files.set("tile/entries/000", forked.files().get("tile/entries/001")!);
    await expectFault(/FAILS {4}entries: Entry 0 in tile\/entries\/000 is not the one/);
    files = log.files();
    files.delete("tile/0/001");
    await expectFault(/FAILS {4}tree: tile\/0\/001 is missing\./);
    const other = memoryLog(noteSigner("log.example/log"), entries);
    files = other.files();
    await expectFault(/FAILS {4}checkpoint: The checkpoint carries no signature of this key\./);
  });

  it("reads a folder with the same files, and answers in JSON", async () => {
    const copy = join(folder, "copy");
    for (const [path, bytes] of log.files(257)) {
      await mkdir(dirname(join(copy, path)), { recursive: true });
      await writeFile(join(copy, path), bytes);
    }
    const { code, out } = await check(copy, "--key", log.verifierKey, "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      keyIs: "given",
      head: { origin: "log.example/log", size: 257 },
      checks: [
        { id: "checkpoint", outcome: "holds" },
        { id: "consistency", outcome: "not_run" },
        { id: "tree", outcome: "holds" },
        { id: "entries", outcome: "holds" },
      ],
    });
  });

  it("tells wrong use from a log that cannot be read", async () => {
    files = log.files(3);
    const nowhere = join(folder, "nowhere");
    const broken = join(folder, "broken.json");
    await writeFile(broken, "{}");
    const outcomes = [
      [await check(), 2],
      [await check("https://"), 2],
      [await check(url, "--key", "nonsense"), 2],
      [await check(url, "--state", broken), 2],
      [await check(nowhere, "--key", log.verifierKey), 3],
      [await check("http://127.0.0.1:1/log", "--key", log.verifierKey), 3],
    ] as const;
    expect(outcomes.map(([{ code }]) => code)).toEqual(outcomes.map(([, code]) => code));
    for (const [{ err }] of outcomes) expect(err).not.toBe("");
  });
});
