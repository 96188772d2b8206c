import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readTreeHead, readVerifierKey, signatureBy } from "#lib/engines/log/index.ts";
import { nodeCrypto } from "#lib/engines/second-opinion/index.ts";
import { type FakeWitness, startWitness } from "../fakes/witness.ts";
import { appendBare } from "../support/bare-entries.ts";
import { loadServices, type Services } from "../support/services.ts";
import { openWorld, type World } from "../support/world.ts";

let world: World;
let s: Services;
let first: FakeWitness;
let second: FakeWitness;
let logKey: { origin: string; publicKey: Buffer };
/** A clock of its own: pauses are longer than any test waits. */
let nowMs = 0;

beforeAll(async () => {
  world = await openWorld();
  first = await startWitness("witness.example/first", () => logKey);
  second = await startWitness("witness.example/second", () => logKey);
  const both = [first, second].map(({ verifierKey, url }) => `${verifierKey} ${url}`);
  process.env.ETNA_LOG_WITNESSES = both.join(", ");
  process.env.ETNA_OUTBOUND_ALLOW = [first, second].map(({ url }) => new URL(url).host).join(",");
  s = await loadServices();
  const { verifierKey, name } = await s.provenance.noteKey();
  const encoded = verifierKey.split("+").slice(2).join("+");
  logKey = { origin: name, publicKey: Buffer.from(encoded, "base64").subarray(1) };
});

afterAll(async () => {
  await first?.close();
  await second?.close();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

async function ask(): Promise<void> {
  nowMs += 10 * 60_000;
  await s.provenance.askWitnesses(nowMs);
}

/** Who has signed the checkpoint that is served, each signature checked. */
async function signers(): Promise<{ readonly size: number; readonly names: readonly string[] }> {
  const head = readTreeHead(await s.provenance.readLogCheckpoint())!;
  const keys = [(await s.provenance.noteKey()).verifierKey, first.verifierKey, second.verifierKey];
  const names: string[] = [];
  for (const text of keys) {
    const key = readVerifierKey(text)!;
    const signature = await signatureBy(head.note, key, nodeCrypto);
    if (signature !== null) expect(signature.holds, key.name).toBe(true);
    if (signature !== null) names.push(key.name);
  }
  expect(head.note.signatures).toHaveLength(names.length);
  return { size: head.size, names };
}

const own = "localhost:3000/log";
const all = [own, "witness.example/first", "witness.example/second"];

describe("witnesses", () => {
  it("cosign the first head, and each that continues it", async () => {
    expect(await signers()).toEqual({ size: 1, names: [own] });
    await ask();
    expect(await signers()).toEqual({ size: 1, names: all });
    for (const count of [1, 5, 300]) {
      await appendBare(s, count);
      expect((await signers()).names).toEqual([own]);
      await ask();
      expect((await signers()).names).toEqual(all);
    }
    expect(first.answers).toEqual([200, 200, 200, 200]);
    expect(await s.provenance.listWitnesses()).toMatchObject([
      { name: "witness.example/first", cosigned: { size: 307 } },
      { name: "witness.example/second", cosigned: { size: 307 } },
    ]);
  });

  it("are not asked again for what they cosigned", async () => {
    await ask();
    expect(first.answers).toHaveLength(4);
  });

  it("that know another size than we remember say so, and are asked from there", async () => {
    await appendBare(s, 2);
    first.settings.loseAnswers = true;
    await ask();
    first.settings.loseAnswers = false;
    expect((await signers()).names).toEqual([own, "witness.example/second"]);
    await appendBare(s, 2);
    await ask();
    expect(first.answers.slice(4)).toEqual([200, 409, 200]);
    expect((await signers()).names).toEqual(all);
  });

  it("that are away hold nothing up: entries are appended, and they are asked more rarely", async () => {
    second.settings.isAway = true;
    await appendBare(s, 1);
    await ask();
    await s.provenance.askWitnesses(nowMs + 1_000);
    expect((await signers()).names).toEqual([own, "witness.example/first"]);
    second.settings.isAway = false;
    await s.provenance.askWitnesses(nowMs + 1_000);
    expect((await signers()).names).toEqual([own, "witness.example/first"]);
    await ask();
    expect((await signers()).names).toEqual(all);
  });

  it("that saw another tree of this log cosign no more of it", async () => {
    const { size } = await signers();
    first.settings.pretend = { size, root: Buffer.alloc(32, 7).toString("base64") };
    await appendBare(s, 1);
    await ask();
    expect(first.answers.at(-1)).toBe(422);
    expect((await signers()).names).toEqual([own, "witness.example/second"]);
  });

  it("that saw a longer log are not believed, and not answered with a smaller one", async () => {
    const { size } = await signers();
    first.settings.pretend = { size: size + 5, root: Buffer.alloc(32, 7).toString("base64") };
    const before = first.answers.length;
    await appendBare(s, 1);
    await ask();
    expect(first.answers.slice(before)).toEqual([409]);
    expect((await signers()).names).toEqual([own, "witness.example/second"]);
  });

  it("are in no bundle: its checkpoint has the log's one signature", async () => {
    expect(await s.provenance.readBundleCheckpoint()).toMatch(/\n\n\u2014 localhost:3000 \S+\n$/);
  });
});

describe("the setting of witnesses", () => {
  it.each([
    ["no key", "https://witness.example"],
    ["an address without TLS", "w+0a1b2c3d+BAAA http://witness.example"],
  ])("with %s stops the start", async (_what, value) => {
    const { parseConfig } = await import("#lib/platform/config/index.ts");
    expect(() => parseConfig({ ETNA_LOG_WITNESSES: value })).toThrow(/ETNA_LOG_WITNESSES/);
  });
});
