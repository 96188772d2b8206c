import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseConfig } from "#lib/platform/config/index.ts";
import type { SealedSecret } from "#lib/platform/vault/index.ts";
import { openKeyRing } from "#lib/platform/vault/key-ring.ts";
import { openUnder } from "#lib/platform/vault/vault.ts";
import { type FakeVault, startVault } from "../fakes/kms/vault.ts";
import { openWorld, type World } from "../support/world.ts";

const root = join(import.meta.dirname, "../..");
const people = 240;

let world: World;
let vault: FakeVault;
let moving: Readonly<Record<string, string>>;
/** What each row's secret is, by its column and purpose. */
const secrets = new Map<string, Buffer>();

beforeAll(async () => {
  world = await openWorld();
  vault = await startVault();
  const token = `hvs.${randomBytes(12).toString("hex")}`;
  vault.tokens.set(token, 1_000_000);
  moving = {
    ...world.environment,
    ETNA_KMS: "vault:transit/etna",
    ETNA_KMS_ALSO: "local",
    VAULT_ADDR: vault.url,
    VAULT_TOKEN: token,
  };
  await fill();
});

afterAll(async () => {
  await vault?.close();
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  await closeDatabase();
  await world?.close();
});

/** One row at least in every column of the list, and many in one of them. */
async function fill(): Promise<void> {
  const { purposeOf, seal } = await import("#lib/platform/vault/index.ts");
  const { installationLog } = await import("#lib/services/provenance/index.ts");
  const { query } = world.database;
  await installationLog();
  await query("INSERT INTO organizations (id, slug, name) VALUES ('og_1', 'one', 'One')");
  type Purpose = Parameters<typeof seal>[1];
  const sealed = async (purpose: Purpose) => {
    const secret = randomBytes(40);
    secrets.set(purpose, secret);
    return JSON.stringify(await seal(secret, purpose));
  };
  const at = (id: string) => ({ organization_id: "og_1", id });
  await query(
    `INSERT INTO signing_keys (id, organization_id, hint, spki, sealed_seed, valid_from)
     VALUES ('sk_1', 'og_1', 'h', '', $1, now())`,
    [await sealed(purposeOf("signing_keys.sealed_seed", at("sk_1")))],
  );
  await query(
    `INSERT INTO forge_apps (id, organization_id, host, app_id, slug, name, sealed_secrets,
       client_id, created_by_id) VALUES ('fa_1', 'og_1', 'h', '1', 's', 'n', $1, 'c', 'u')`,
    [await sealed(purposeOf("forge_apps.sealed_secrets", at("fa_1")))],
  );
  await query(
    `INSERT INTO connections (id, organization_id, kind, method, name, sealed_token, sealed_refresh)
     VALUES ('cn_1', 'og_1', 'gitlab', 'gitlab_oauth', 'n', $1, $2)`,
    [
      await sealed(purposeOf("connections.sealed_token", at("cn_1"))),
      await sealed(purposeOf("connections.sealed_refresh", at("cn_1"))),
    ],
  );
  await query(
    `INSERT INTO model_keys (id, organization_id, provider, name, sealed_key)
     VALUES ('mk_1', 'og_1', 'anthropic', 'Ours', $1)`,
    [await sealed(purposeOf("model_keys.sealed_key", at("mk_1")))],
  );
  await query(
    `INSERT INTO webhook_endpoints (id, organization_id, kind, sealed_secret)
     VALUES ('wh_1', 'og_1', 'gitlab', $1)`,
    [await sealed(purposeOf("webhook_endpoints.sealed_secret", at("wh_1")))],
  );
  await query(
    `INSERT INTO attack_targets (id, organization_id, name, spec, kind, origin, sealed_secrets,
       secret_names, tools_token, ownership_token, policy, caps)
     VALUES ('tg_1', 'og_1', 'n', '{}', 'http', 'https://agent.example', $1, '{KEY}', 't', 'o', '{}', '{}')`,
    [await sealed(purposeOf("attack_targets.sealed_secrets", at("tg_1")))],
  );
  for (let i = 1; i <= people; i++) {
    const id = `us_${String(i).padStart(4, "0")}`;
    await query("INSERT INTO users (id, email) VALUES ($1, $2)", [id, `${id}@example.test`]);
    const secret = await sealed(purposeOf("totp_secrets.sealed", { user_id: id }));
    await query("INSERT INTO totp_secrets (user_id, sealed) VALUES ($1, $2)", [id, secret]);
  }
}

function rewrap(environment: Readonly<Record<string, string>>): {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly text: string }>;
} {
  const child = spawn(process.execPath, [join(root, "bin/etna.ts"), "keys", "rewrap"], {
    cwd: root,
    env: { PATH: process.env.PATH ?? "", ...environment, NODE_ENV: "test" },
  });
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += String(chunk);
  });
  child.stderr.on("data", (chunk) => {
    text += String(chunk);
  });
  const ended = new Promise<{ code: number | null; text: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, text }));
  });
  return { child, ended };
}

/** Every sealed value that the database holds, found by its form in any column of any table. */
async function findSealed(): Promise<readonly { column: string; sealed: SealedSecret }[]> {
  const columns = await world.database.query(
    `SELECT table_name AS t, column_name AS c FROM information_schema.columns
     JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
       AND data_type IN ('jsonb', 'json', 'text')`,
  );
  const found: { column: string; sealed: SealedSecret }[] = [];
  for (const { t, c } of columns) {
    const rows = await world.database.query(
      `SELECT "${c}"::text AS value FROM "${t}" WHERE "${c}"::text LIKE '{%wrappedKey%}'`,
    );
    for (const { value } of rows) {
      found.push({ column: `${t}.${c}`, sealed: JSON.parse(String(value)) as SealedSecret });
    }
  }
  return found;
}

async function keysInUse(): Promise<readonly string[]> {
  return [...new Set((await findSealed()).map(({ sealed }) => sealed.keyId))].sort();
}

/** Opens everything with the keys of `environment` and holds it against what was sealed. */
async function expectAllOpens(environment: Readonly<Record<string, string>>): Promise<void> {
  const { columnsNamed, purposeOf, sealedColumns } = await import("#lib/platform/vault/index.ts");
  const { opens } = await openKeyRing(parseConfig(environment));
  let known = 0;
  for (const column of Object.keys(sealedColumns) as (keyof typeof sealedColumns)[]) {
    const [table, name] = column.split(".");
    const rows = await world.database.query(
      `SELECT ${columnsNamed(column).join(", ")}, ${name} AS sealed FROM ${table}`,
    );
    for (const row of rows) {
      const purpose = purposeOf(column, row as never);
      const sealed = row.sealed as SealedSecret;
      const holder = opens.find(({ keyId }) => keyId === sealed.keyId);
      const opened = Buffer.from(await openUnder(holder!, sealed, purpose));
      const secret = secrets.get(purpose);
      if (secret !== undefined) expect(opened.equals(secret), purpose).toBe(true);
      known += Number(secret !== undefined);
    }
  }
  expect(known).toBe(secrets.size);
}

it("knows every column in which something is sealed", async () => {
  const { sealedColumns } = await import("#lib/platform/vault/index.ts");
  const found = new Set((await findSealed()).map(({ column }) => column));
  expect([...found].sort()).toEqual(Object.keys(sealedColumns).sort());
});

it("loses nothing when it is killed again and again, and ends with all under the new key", async () => {
  const before = await keysInUse();
  expect(before).toEqual([expect.stringMatching(/^local:/)]);
  for (const calls of [7, 60, 130]) {
    const from = vault.requests;
    const { child, ended } = rewrap(moving);
    const watch = setInterval(() => vault.requests - from >= calls && child.kill("SIGKILL"), 1);
    await ended;
    clearInterval(watch);
    expect(await keysInUse()).toEqual([...before, "vault:transit/etna"]);
    await expectAllOpens(moving);
  }
  const { code, text } = await rewrap(moving).ended;
  expect(text).toContain("Everything is under vault:transit/etna.");
  expect(code).toBe(0);
  expect(await keysInUse()).toEqual(["vault:transit/etna"]);
  const { ETNA_KMS_ALSO: _, ...moved } = moving;
  await expectAllOpens(moved);
}, 120_000);

it("says in the trail of the installation what it moved", async () => {
  const { sealedColumns } = await import("#lib/platform/vault/index.ts");
  const events = await world.database.query(
    "SELECT detail FROM audit_events WHERE action = 'secrets.rewrap' ORDER BY seq",
  );
  const last = events.at(-1)?.detail as { stage: string; moved: Record<string, number> };
  expect(last.stage).toBe("ended");
  expect(Object.keys(last.moved)).toHaveLength(Object.keys(sealedColumns).length);
});

it("leaves what others write while it runs", async () => {
  const { openKeyRing: open } = await import("#lib/platform/vault/key-ring.ts");
  const { purposeOf } = await import("#lib/platform/vault/index.ts");
  const { sealUnder } = await import("#lib/platform/vault/vault.ts");
  const { seals } = await open(parseConfig(moving));
  const back = { ...moving, ETNA_KMS: "local", ETNA_KMS_ALSO: "vault:transit/etna" };
  const { ended } = rewrap(back);
  let writing = true;
  const watched = ended.then(() => {
    writing = false;
  });
  for (let round = 0; writing && round < 200; round++) {
    const id = `us_${String(1 + ((round * 37) % people)).padStart(4, "0")}`;
    const purpose = purposeOf("totp_secrets.sealed", { user_id: id });
    const secret = randomBytes(40);
    const sealed = JSON.stringify(await sealUnder(seals, secret, purpose));
    await world.database.query("UPDATE totp_secrets SET sealed = $1 WHERE user_id = $2", [
      sealed,
      id,
    ]);
    secrets.set(purpose, secret);
  }
  await watched;
  expect((await ended).code).toBe(0);
  await expectAllOpens(back);
  // Whoever still sealed under the former key meanwhile is found by another run.
  expect((await rewrap(back).ended).code).toBe(0);
  expect(await keysInUse()).toEqual([expect.stringMatching(/^local:/)]);
  await expectAllOpens(back);
}, 120_000);

it("moves nothing when the new key does not work, and leaves what it cannot open", async () => {
  vault.ignoresAssociatedData = true;
  const refused = await rewrap(moving).ended;
  vault.ignoresAssociatedData = false;
  expect(refused.code).toBe(3);
  expect(refused.text).toContain("opens a secret for any purpose");
  expect(await keysInUse()).toEqual([expect.stringMatching(/^local:/)]);
  await world.database.query(
    "UPDATE totp_secrets SET sealed = jsonb_set(sealed, '{keyId}', '\"local:gone\"') WHERE user_id = 'us_0001'",
  );
  const { code, text } = await rewrap(moving).ended;
  expect(code).toBe(1);
  expect(text).toContain("1 left");
  expect(text).toContain("was sealed under key local:gone");
  expect(await keysInUse()).toEqual(["local:gone", "vault:transit/etna"]);
}, 120_000);
