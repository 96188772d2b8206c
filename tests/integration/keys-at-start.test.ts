import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FakeVault, startVault } from "../fakes/kms/vault.ts";
import { openWorld, type World } from "../support/world.ts";

const root = join(import.meta.dirname, "../..");

let world: World;
let vault: FakeVault;
let settings: Readonly<Record<string, string>>;

beforeAll(async () => {
  world = await openWorld();
  vault = await startVault();
  const token = `hvs.${randomBytes(12).toString("hex")}`;
  vault.tokens.set(token, 1_000_000);
  settings = { ETNA_KMS: "vault:transit/etna", VAULT_ADDR: vault.url, VAULT_TOKEN: token };
});

afterAll(async () => {
  await vault?.close();
  await world?.close();
});

/** Starts the worker until it is ready, or ends by itself. */
async function start(
  more: Readonly<Record<string, string>>,
): Promise<{ readonly ready: boolean; readonly said: string }> {
  const child = spawn(process.execPath, ["--no-deprecation", "bin/worker.ts"], {
    cwd: root,
    env: { PATH: process.env.PATH, ...world.environment, NODE_ENV: "test", ...more },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  }
  let ready = false;
  child.on("message", () => {
    ready = true;
    child.kill("SIGTERM");
  });
  await new Promise((resolve) => child.once("close", resolve));
  return { ready, said };
}

describe("a start", () => {
  it("succeeds where every key works", async () => {
    expect(await start(settings)).toMatchObject({ ready: true });
  });

  it.each<[string, string, () => () => void]>([
    [
      "its service is away",
      "Vault does not answer just now",
      () => {
        vault.always = { status: 503 };
        return () => {
          vault.always = null;
        };
      },
    ],
    [
      "its key is not there",
      "see that it exists",
      () => {
        const key = vault.keys.get("etna")!;
        vault.keys.delete("etna");
        return () => vault.keys.set("etna", key);
      },
    ],
    [
      "its key opens for any purpose",
      "It opens a secret for any purpose.",
      () => {
        vault.ignoresAssociatedData = true;
        return () => {
          vault.ignoresAssociatedData = false;
        };
      },
    ],
    [
      "its token has expired",
      "The token has expired",
      () => {
        const kept = [...vault.tokens];
        vault.tokens.clear();
        return () => {
          for (const [token, left] of kept) vault.tokens.set(token, left);
        };
      },
    ],
  ])("is refused, with what to do, when %s", async (_, sentence, spoil) => {
    const mend = spoil();
    const { ready, said } = await start(settings);
    mend();
    expect(ready).toBe(false);
    expect(said).toContain(sentence);
    expect(said).toContain("The key vault:transit/etna fails its test, so nothing starts");
    expect(said).not.toContain(settings.VAULT_TOKEN);
  });

  it("is refused when the log’s key is under a key that this process was not given", async () => {
    const { ready, said } = await start({});
    expect(ready).toBe(false);
    expect(said).toContain("was sealed under key vault:transit/etna");
    expect(said).toContain("name it in ETNA_KMS_ALSO");
  });

  it("is refused when a key that should still open is gone", async () => {
    const { ready, said } = await start({ ...settings, ETNA_KMS_ALSO: "local:/nowhere/at.key" });
    expect(ready).toBe(false);
    expect(said).toContain("A key file of ETNA_KMS_ALSO is not there");
  });

  it("is refused when the log’s key was exchanged for another", async () => {
    await world.database.query(
      "UPDATE installation_keys SET spki = (SELECT spki FROM installation_keys WHERE purpose = 'log_note') WHERE purpose = 'log'",
    );
    const { ready, said } = await start(settings);
    expect(ready).toBe(false);
    expect(said).toContain("so nothing starts");
  });
});
