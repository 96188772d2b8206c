import { execFile } from "node:child_process";
import { createPrivateKey, randomBytes } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { Secret, TOTP } from "otpauth";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Canaries } from "../support/canaries.ts";
import { HttpBrowser } from "../support/http-browser.ts";
import { type Exchange, recordFetch } from "../support/recorded-fetch.ts";
import {
  askForLink,
  openSignInWorld,
  type SignInWorld,
  setOut,
  whoIs,
} from "../support/sign-in-world.ts";
import { endOfRun, seen } from "../support/team.ts";
import { freePort } from "../support/web.ts";
import { startWorkerProcess, type WorkerProcess } from "../support/worker-process.ts";
import { eventually, type World } from "../support/world.ts";

// Secrets that nobody can guess are put wherever Etna has one. Then it is used, and made to fail, and
// all that left it is searched: every response, every output of every process, the whole database.

const root = join(import.meta.dirname, "../..");
const canaries = new Canaries();
const outputs: { from: string; text: string }[] = [];
let exchanges: readonly Exchange[] = [];
let w: SignInWorld;
let secrets: Record<string, string>;
let owner: Member;
let base: string;
let slug: string;
let organizationId: string;
let token: string;
let repositoryPath: string;
let worker: WorkerProcess;
let fixId: string;
let runId: string;
/** Those that no response may hold, not even the answer to the form that brought them. */
const modelKeys: string[] = [];

interface Member {
  readonly id: string;
  readonly browser: HttpBrowser;
}

beforeAll(async () => {
  w = await openSignInWorld();
  exchanges = recordFetch(w.url);
  const smtp = new URL(process.env.SMTP_URL ?? "");
  smtp.username = "mailer";
  smtp.password = canaries.plant("SMTP password");
  secrets = {
    AUTH_SECRET: ["first", "second"]
      .map((which) => canaries.plant(`${which} AUTH_SECRET`))
      .join(","),
    ETNA_LINK_SECRET: canaries.plant("ETNA_LINK_SECRET"),
    SMTP_URL: smtp.href,
    ETNA_LOG_LEVEL: "trace",
  };
  for (const name of ["AUTH_GITHUB_SECRET", "AUTH_GOOGLE_SECRET", "AUTH_GITLAB_SECRET"]) {
    canaries.plant(name, process.env[name]);
  }
  for (const name of ["ETNA_APP_DATABASE_PASSWORD", "ETNA_WORKER_DATABASE_PASSWORD"]) {
    canaries.plant(name, process.env[name]);
  }
  process.env.ETNA_TEST_WORKER_LOG = "trace";
  await serve();
  worker = await startWorkerProcess(installation());
  await useIt();
  await makeItFail();
  await runCommands();
  outputs.push({ from: "web", text: w.said() }, { from: "worker", text: worker.errors() });
  await plantStoredSecrets();
}, 900_000);

afterAll(async () => {
  await worker?.stop();
  await w?.close();
});

/** The installation with our secrets in place of the test's own. */
function installation(settings: Record<string, string> = {}): World {
  return { ...w.world, environment: { ...w.world.environment, ...secrets, ...settings } };
}

/** Serves with our secrets and these settings; what the server before it said is kept. */
async function serve(settings: Record<string, string> = {}): Promise<void> {
  outputs.push({ from: "web", text: w.said() });
  await w.restart({ ...secrets, ...settings });
}

async function signIn(email: string, mail = 1): Promise<Member> {
  const browser = new HttpBrowser();
  const link = await askForLink(w, browser, email, mail);
  canaries.plant(`link of ${email}`, new URL(link).searchParams.get("token") ?? "");
  await browser.open(link);
  for (const [name, value] of browser.cookies(w.url)) {
    if (/session|browser/.test(name)) canaries.plant(`${name} of ${email}`, value);
  }
  const who = await whoIs(browser, w.url);
  return { id: who.id, browser };
}

async function api(
  method: string,
  path: string,
  body?: string,
  headers: Record<string, string> = {},
) {
  return await fetch(`${w.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  });
}

const pages = () => [
  "",
  "/findings",
  "/runs",
  `/runs/${runId}`,
  "/fixes",
  `/fixes/${fixId}`,
  "/repositories",
  "/audit",
  "/keys",
  "/keys/keys.json",
  "/settings",
  "/settings/account",
  "/settings/members",
  "/settings/model-keys",
  "/settings/sessions",
  "/settings/tokens",
];

const files = ["", "/fix.sigstore.json", "/trusted_root.json", "/keys.json", "/fix.patch", "/none"];

async function visitAll(): Promise<void> {
  for (const page of pages()) await owner.browser.request(base + page);
  for (const file of files) await owner.browser.request(`${w.url}/verify/${fixId}${file}`);
  for (const path of ["/", "/sign-in", "/welcome", "/verify", "/docs/api", "/docs/rules"]) {
    await owner.browser.request(w.url + path);
  }
  for (const path of [
    "/findings",
    "/runs",
    "/fixes",
    "/repositories",
    "/members",
    "/audit-events",
    "/keys",
    "/model-keys",
  ]) {
    await api("GET", path);
  }
}

async function useIt(): Promise<void> {
  owner = await signIn("owner@example.test");
  const made = await w.s.organizations.createOrganization(owner.id, "Canary House");
  ({ slug, id: organizationId } = made);
  base = `${w.url}/o/${slug}`;
  const actor = await ownerActor();
  const request = {
    name: "CI",
    scopes: ["read", "run", "triage"] as ("read" | "run" | "triage")[],
    days: 30 as const,
  };
  token = canaries.plant(
    "API token",
    (await w.s.apiTokens.createToken(actor, organizationId, request)).token,
  );

  const members = await owner.browser.open(`${base}/settings/members`);
  await owner.browser.submit(members, "Invite", { email: "guest@example.test", role: "viewer" });
  const invitation = await w.world.mail("guest@example.test");
  const link = /https?:\/\/\S+\/invite\/(\S+)/.exec(invitation);
  canaries.plant("invitation", link?.[1] ?? "");
  await new HttpBrowser().open(link?.[0] ?? "");

  const committed = canaries.plant(
    "secret in the code",
    `ghp_${canaries.plant("its inside").slice(0, 36)}`,
  );
  const load = "def read(sheet):\n    return yaml.load(sheet, Loader=yaml.Loader)\n";
  // A patch is code as it stands, so the file that is repaired holds no secret; the others do.
  repositoryPath = await w.world.repository("canary", {
    "src/fixed.py": `import yaml\n\n\n${load}`,
    "src/beside.py": `import yaml\n\nKEY = "${committed}"\n${load}`,
    "src/client.js": `const token = "${committed}";\nmodule.exports = token;\n`,
  });
  const connect = await owner.browser.open(`${base}/repositories`);
  const connected = await owner.browser.submit(connect, "Folder of the repository", {
    path: repositoryPath,
  });
  const scan = /\/runs\/(rn_\w+)/.exec(connected.url)?.[1] ?? "";
  expect(await endOfRun(w.s, organizationId, scan)).toMatchObject({ state: "succeeded" });

  const found = await w.s.findings.listFindings(organizationId, { limit: 10 });
  expect(found.length).toBeGreaterThan(3);
  const finding = found.find((each) => each.path === "src/fixed.py");
  const started = await api(
    "POST",
    "/runs",
    JSON.stringify({ kind: "fix", findingId: finding!.id }),
  );
  ({ id: runId } = (await started.json()) as { id: string });
  const run = await endOfRun(w.s, organizationId, runId);
  expect(run).toMatchObject({ state: "succeeded" });
  fixId = run.fixId ?? "";
  const fix = (await w.s.fixes.getFix(organizationId, fixId))!;
  await w.s.fixes.approveFix(actor, organizationId, fixId, seen(fix));
  await eventually("the signature", async () => {
    return (await w.s.fixes.getFix(organizationId, fixId))?.state === "signed";
  });
  await visitAll();
  await useSecondFactor();
  await useModelKeys();
}

/** Keys that are pasted on the page: taken, refused in each way, rotated, and used by a call that fails. */
async function useModelKeys(): Promise<void> {
  const address = w.models.urlOf("openai-compatible");
  const plant = (name: string) => {
    modelKeys.push(`model key ${name}`);
    return canaries.plant(`model key ${name}`, `sk-${randomBytes(24).toString("hex")}`);
  };
  const submit = async (words: string, fields: Readonly<Record<string, string>>) => {
    const page = await owner.browser.open(`${base}/settings/model-keys`);
    return await owner.browser.submit(page, words, fields);
  };
  const add = (key: string, changed: Readonly<Record<string, string>> = {}) =>
    submit("Add a key", {
      provider: "openai-compatible",
      address,
      checkModel: "qwen3",
      key,
      ...changed,
    });
  const taken = plant("taken");
  expect((await add(taken, { name: "First", budget: "20" })).words).toContain("First");
  // The provider repeats it in its refusal.
  const refused = await add(plant("refused"), {
    provider: "anthropic",
    address: w.models.urlOf("anthropic"),
    name: "Typed before",
  });
  expect(refused.words).toContain("Anthropic refused the key.");
  expect(refused.text).toContain("Typed before");
  const echoes = (key: string) => [
    { status: 429, body: { error: { message: `Too many by ${key}`, key } } },
    { status: 500, body: { error: { message: `${key} broke it` } } },
    { status: 400, body: { error: { message: `${key} is odd` } } },
    { status: 402, body: { error: { message: `${key} is poor` } } },
    { whole: `{"key": "${key}"}` },
    "malformed" as const,
    "cut" as const,
    "stream_error" as const,
  ];
  const failing = plant("of a failing server");
  for (const turn of echoes(failing)) {
    w.models.turns = [turn];
    expect((await add(failing)).words).toContain("Nothing was stored.");
  }
  // The key in places where it does not belong.
  const astray = plant("astray");
  for (const field of ["name", "address", "checkModel", "budget", "provider"]) {
    await add(astray, { [field]: field === "address" ? `https://${astray}@x.test/` : astray });
  }
  w.models.turns = [];
  const rotated = plant("rotated");
  expect((await submit("Check and rotate", { key: rotated })).words).toContain("taken its place");
  w.models.turns = [{ status: 401, body: { error: { message: `No ${rotated}` } } }];
  expect((await submit("Check and rotate", { key: plant("refused again") })).words).toContain(
    "The former key stays.",
  );
  await submit("Check now", {});
  await owner.browser.open(`${base}/settings/model-keys`);
  w.models.turns = [];
  await submit("Check now", {});
  // As a run asks, in a process whose every word is kept.
  const { keys } = await w.s.modelKeys.listModelKeys(organizationId);
  const keyId = keys[0]?.id ?? "";
  const price = { inputUsdPerMillion: 1, outputUsdPerMillion: 1 };
  const chosen = { purpose: "fix", keyId, model: "qwen3", price } as const;
  await w.s.modelKeys.chooseModel(await ownerActor(), organizationId, chosen);
  for (const turn of echoes(rotated)) {
    w.models.turns = [turn];
    const { model } = await w.s.modelKeys.openChosenModel(organizationId, "fix");
    const request = { system: "", messages: [{ role: "user", text: "Go." }], tools: [] } as const;
    const answer = await model.ask({ ...request, maxOutputTokens: 9 }, AbortSignal.timeout(20_000));
    const noted = answer.ok ? "answered" : answer.kind;
    // What the model itself says is the runner's to blank.
    if (!answer.ok) outputs.push({ from: "a failed call", text: JSON.stringify(answer) });
    outputs.push({
      from: "a model in a log",
      text: inspect(model, { depth: 9, showHidden: true }),
    });
    await w.s.modelKeys.noteModelUse(organizationId, keyId, noted);
    if (noted === "out_of_credit") {
      w.models.turns = [];
      await w.s.modelKeys.checkModelKey(await ownerActor(), organizationId, keyId);
    }
  }
  w.models.turns = [];
  await owner.browser.open(`${base}/settings/model-keys`);
}

/** An authenticator app with its secret and recovery codes, and codes of it that are wrong. */
async function useSecondFactor(): Promise<void> {
  const factors = await import("#lib/services/second-factor/index.ts");
  const careful = await signIn("careful@example.test");
  const actor = { ...(await actorOf(careful.id)), organizationId: null };
  const { secret } = await factors.beginTotp(actor);
  canaries.plant("secret of an authenticator app", secret);
  canaries.plantBytes("its bytes", new Uint8Array(Secret.fromBase32(secret).buffer));
  const code = new TOTP({ secret }).generate();
  await factors.confirmTotp(actor, code, new Headers());
  for (const each of await factors.renewRecoveryCodes(actor)) canaries.plant("recovery code", each);
  await careful.browser.request(`${w.url}/account/security`);
  const again = await signIn("careful@example.test", 4);
  const page = await again.browser.open(`${w.url}/second-factor`);
  await again.browser.submit(page, "Code", { code: "000000" });
  await again.browser.request(`${base}/runs/${runId}/events`);
}

async function ownerActor() {
  return { ...(await actorOf(owner.id)), organizationId };
}

async function actorOf(userId: string) {
  const [session] = await w.world.database.query(
    "SELECT id FROM sessions WHERE user_id = $1 AND revoked_at IS NULL ORDER BY created_at DESC",
    [userId],
  );
  return { kind: "user", userId, sessionId: String(session?.id) } as const;
}

async function makeItFail(): Promise<void> {
  await refuseInput();
  await breakTables();
  await breakRepository();
  await breakMail();
  await breakProvider();
  await breakDatabase();
}

/** What nobody should send: wrong in form, size, method, place and name. */
async function refuseInput(): Promise<void> {
  const wrong = `etna_${canaries.plant("wrong API token").slice(0, 43)}`;
  await api("GET", "/findings", undefined, { authorization: `Bearer ${wrong}` });
  await api("GET", "/findings?colour=red&limit=-1");
  await api("GET", "/findings/none");
  await api("GET", "/nothing");
  await api("PUT", "/findings", "{}");
  for (const body of ["{", "[]", '{"kind":"scan","repositoryId":"rp_\\u0000"}', '{"kind":1}']) {
    await api("POST", "/runs", body);
  }
  await api("POST", "/runs", JSON.stringify("x".repeat(70_000)));
  await api("POST", "/runs", "kind=scan", { "content-type": "text/plain" });
  await api("POST", "/verify", "{}");
  await fetch(`${w.url}/sign-in`, {
    method: "POST",
    headers: { origin: "https://x.example" },
    body: "a",
  });
  await fetch(`${w.url}/sign-in`, {
    method: "POST",
    headers: { origin: w.url, "next-action": "0".repeat(42) },
    body: "a",
  });
  await fetch(`${w.url}/sign-in`, { method: "DELETE", headers: { origin: w.url } });
  const page = await owner.browser.open(`${base}/repositories`);
  for (const path of ["relative", "/no/such/folder", `${root}/package.json`, homedir()]) {
    await owner.browser.submit(page, "Folder of the repository", { path });
  }
  const members = await owner.browser.open(`${base}/settings/members`);
  await owner.browser.submit(members, "Invite", { email: "no address", role: "viewer" });
  await owner.browser.request(`${w.url}/api/auth/callback/email?email=a@b.example&token=wrong`);
  await owner.browser.request(`${w.url}/api/auth/callback/github?code=wrong&state=wrong`);
  await owner.browser.request(`${w.url}/invite/${"x".repeat(43)}`);
}

/** Every statement that needs the table fails in the database. */
async function breakTables(): Promise<void> {
  for (const table of [
    "findings",
    "organizations",
    "sessions",
    "api_tokens",
    "verification_tokens",
    "model_keys",
  ]) {
    await w.world.database.query(`REVOKE SELECT ON ${table} FROM etna_app`);
    await visitAll();
    await api("POST", "/runs", JSON.stringify({ kind: "scan", repositoryId: "rp_none" }));
    await new HttpBrowser().open(`${w.url}/sign-in`).then(async (page) => {
      const asked = { email: "visitor@example.test" };
      await new HttpBrowser().submit(page, "Send a sign-in link", asked).catch(() => undefined);
    });
    await w.world.database.query(`GRANT SELECT ON ${table} TO etna_app`);
  }
}

/** Git says where a broken repository lies, and what is wrong with it. */
async function breakRepository(): Promise<void> {
  const objects = join(repositoryPath, "objects");
  for (const name of await readdir(objects)) {
    if (/^[0-9a-f]{2}$|pack/.test(name)) await rm(join(objects, name), { recursive: true });
  }
  await mkdir(join(objects, "pack"));
  const page = await owner.browser.open(`${base}/repositories`);
  await owner.browser.submit(page, "Folder of the repository", { path: repositoryPath });
  const [repository] = await w.s.repositories.listRepositories(organizationId);
  const run = await w.s.runs.startScan(await ownerActor(), organizationId, repository!.id);
  expect(await endOfRun(w.s, organizationId, run.id)).toMatchObject({ state: "failed" });
  await owner.browser.request(`${base}/runs/${run.id}`);
}

/** A mail server that refuses, and repeats what it was told. */
async function breakMail(): Promise<void> {
  const server = new SMTPServer({
    authOptional: false,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onAuth: (auth, _session, done) => done(new Error(`no ${auth.username}:${auth.password}`)),
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.server.address();
  const smtp = new URL(secrets.SMTP_URL ?? "");
  if (typeof address === "object" && address !== null) smtp.port = String(address.port);
  await serve({ SMTP_URL: smtp.href });
  const browser = new HttpBrowser();
  const page = await browser.open(`${w.url}/sign-in`);
  const refused = await browser.submit(page, "Send a sign-in link", { email: "lost@example.test" });
  expect(refused.words).toContain("could not be sent");
  const members = await owner.browser.open(`${base}/settings/members`);
  await owner.browser.submit(members, "Invite", { email: "lost@example.test", role: "viewer" });
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await new HttpBrowser().submit(page, "Send a sign-in link", { email: "lost@example.test" });
}

/** A provider that does not know our secret, and one that is not there. */
async function breakProvider(): Promise<void> {
  const secret = canaries.plant("wrong client secret");
  await serve({
    AUTH_GITLAB_SECRET: secret,
    AUTH_GOOGLE_URL: `http://127.0.0.1:${await freePort()}`,
  });
  w.gitlab.signedIn = {
    id: 1,
    username: "gil",
    name: "Gil",
    email: "gil@example.test",
    confirmed_at: "2026-01-01T00:00:00Z",
  };
  const browser = new HttpBrowser();
  const answer = await setOut(browser, w.url, "GitLab");
  canaries.plant("OAuth code", new URL(answer.location ?? "").searchParams.get("code") ?? "");
  await browser.open(answer.location ?? "");
  expect(await whoIs(browser, w.url)).toBeNull();
  await setOut(new HttpBrowser(), w.url, "Google").catch(() => undefined);
}

/** A database that is gone, and one that does not know the password. */
async function breakDatabase(): Promise<void> {
  const gone = `postgresql://etna_app:${canaries.plant("lost password")}@127.0.0.1:${await freePort()}/etna`;
  const wrong = new URL(w.world.database.appUrl);
  wrong.password = canaries.plant("wrong password");
  for (const APP_DATABASE_URL of [gone, wrong.href]) {
    await serve({ APP_DATABASE_URL });
    await visitAll();
    await api("POST", "/verify", "{}");
    const page = await owner.browser.open(`${w.url}/sign-in`);
    await owner.browser
      .submit(page, "Send a sign-in link", { email: "late@example.test" })
      .catch(() => undefined);
  }
  await serve();
}

async function runCommands(): Promise<void> {
  const folder = join(w.world.folder, "commands");
  await mkdir(folder, { recursive: true });
  const inCode = canaries.plant(
    "secret in a folder",
    `ghp_${canaries.plant("inside it").slice(0, 36)}`,
  );
  await writeFile(join(folder, "a.js"), `const token = "${inCode}";\n`);
  await writeFile(join(folder, "bad.sigstore.json"), "{");
  const owned = { DATABASE_URL: w.world.database.ownerUrl };
  const wrong = new URL(w.world.database.ownerUrl);
  wrong.password = canaries.plant("wrong owner's password");
  wrong.pathname = "/no_such_database";
  const key = join(folder, "open.key");
  await writeFile(key, `${canaries.plant("key that all can read")}\n`);
  await chmod(key, 0o644);

  for (const format of ["text", "json", "sarif"]) {
    await command(["bin/etna.ts", "scan", folder, "--format", format]);
  }
  // What it prints is the patch, in which a repaired secret stands as the line that goes.
  await command(["bin/etna.ts", "fix", folder, "--rule", "py/yaml-load"]);
  await command(["bin/etna.ts", "scan", join(folder, "none")]);
  await command(["bin/etna.ts", "verify", join(folder, "bad.sigstore.json")]);
  await command(["bin/etna.ts", "verify", join(folder, "none.json"), "--root", folder]);
  await command(["bin/etna.ts", "secrets", "rotate"]);
  await command(["bin/doctor.ts"], owned);
  await command(["bin/doctor.ts"], { DATABASE_URL: wrong.href });
  await command(["bin/migrate.ts", "state"], owned);
  await command(["bin/migrate.ts"], { DATABASE_URL: wrong.href });
  await command(["bin/worker.ts"], { ETNA_KEY_FILE: key });
  await command(["bin/worker.ts"], { APP_DATABASE_URL: wrong.href });
  await command(["bin/web.ts"], { PORT: "1", AUTH_SECRET: canaries.plant("bad").slice(0, 20) });
}

/** What a command writes, whatever its end. One that serves is stopped after a while. */
async function command(
  args: readonly string[],
  settings: Record<string, string> = {},
): Promise<void> {
  const { NODE_ENV, ...environment } = installation(settings).environment;
  const text = await new Promise<string>((resolve) => {
    execFile(
      process.execPath,
      [...args],
      {
        cwd: root,
        timeout: 60_000,
        env: { PATH: process.env.PATH, ...environment } as unknown as NodeJS.ProcessEnv,
      },
      (_error, stdout, stderr) => resolve(stdout + stderr),
    );
  });
  outputs.push({ from: `${args.join(" ")}`.replace(w.world.folder, "…"), text });
}

/** Keys that Etna made itself, read back the way that it does. */
async function plantStoredSecrets(): Promise<void> {
  const { openSealed, purposeOf } = await import("#lib/platform/vault/index.ts");
  const kek = (await readFile(process.env.ETNA_KEY_FILE ?? "", "utf8")).trim();
  canaries.plantBytes("wrapping key", Buffer.from(kek, "hex"));
  const keys = await w.world.database.query(
    "SELECT id, organization_id, sealed_seed FROM signing_keys",
  );
  for (const row of keys) {
    const place = { id: String(row.id), organization_id: String(row.organization_id) };
    const purpose = purposeOf("signing_keys.sealed_seed", place);
    canaries.plantBytes("signing key", await openSealed(row.sealed_seed as never, purpose));
  }
  const [log] = await w.world.database.query(
    "SELECT sealed_key FROM installation_keys WHERE purpose = 'log'",
  );
  const pkcs8 = await openSealed(
    log?.sealed_key as never,
    purposeOf("installation_keys.sealed_key", { purpose: "log" }),
  );
  const jwk = createPrivateKey({ key: Buffer.from(pkcs8), format: "der", type: "pkcs8" }).export({
    format: "jwk",
  });
  canaries.plantBytes("key of the log", Buffer.from(jwk.d ?? "", "base64url"));
}

/** Every row of every table of every schema, as text: what a backup holds. */
async function dump(): Promise<readonly { readonly table: string; readonly text: string }[]> {
  const tables = await w.world.database.query(
    `SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
     WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  return await Promise.all(
    tables.map(async ({ name }) => {
      const rows = await w.world.database.query(`SELECT t::text AS row FROM ${name} t`);
      return { table: String(name), text: rows.map(({ row }) => row).join("\n") };
    }),
  );
}

describe("no secret leaves its place", () => {
  it("and the search would find one, however it is written", () => {
    const bytes = Buffer.from("0123456789abcdef0123456789abcdef", "hex");
    const look = new Canaries();
    look.plantBytes("bytes", bytes);
    look.plant("text", 'a "secret" of / sixteen');
    for (const before of ["", "x", "xy"]) {
      const around = Buffer.concat([Buffer.from(before), bytes, Buffer.from("z")]);
      for (const form of ["hex", "base64", "base64url"] as const) {
        expect(look.in(around.toString(form)), `${before} ${form}`).toEqual(["bytes"]);
      }
    }
    expect(look.in(encodeURIComponent('a "secret" of / sixteen'))).toEqual(["text"]);
    expect(look.in(JSON.stringify({ a: 'a "secret" of / sixteen' }))).toEqual(["text"]);
    expect(canaries.names.length).toBeGreaterThan(25);
  });

  it("in any response, unless its own request brought it", () => {
    expect(exchanges.length).toBeGreaterThan(300);
    const statuses = exchanges.map(({ status }) => status);
    for (const status of [200, 202, 303, 307, 400, 401, 403, 404, 405, 413, 415, 500]) {
      expect(statuses).toContain(status);
    }
    for (const { request, response, cookies } of exchanges) {
      const brought = canaries.in(request);
      const leaked = canaries.in(response).filter((name) => !brought.includes(name));
      const inCookies = canaries
        .in(cookies)
        .filter((name) => !/^__Host-/.test(name) && !brought.includes(name));
      expect({ request: request.slice(0, 200), leaked, inCookies }).toMatchObject({
        leaked: [],
        inCookies: [],
      });
    }
  });

  it("in any response at all, where it is a model's key", () => {
    expect(modelKeys.length).toBe(6);
    for (const { request, response } of exchanges) {
      const leaked = canaries.in(response).filter((name) => modelKeys.includes(name));
      expect({ request: request.slice(0, 200), leaked }).toMatchObject({ leaked: [] });
    }
  });

  it("in any output of any process", () => {
    expect(outputs.length).toBeGreaterThan(15);
    for (const { from, text } of outputs)
      expect({ from, leaked: canaries.in(text) }).toEqual({ from, leaked: [] });
  });

  it("in any table, the durable workflows' own among them", async () => {
    const tables = await dump();
    expect(tables.map(({ table }) => table)).toContain("dbos.workflow_status");
    for (const { table, text } of tables) {
      expect({ table, leaked: canaries.in(text) }).toEqual({ table, leaked: [] });
    }
  });
});

describe("nothing of the inside is told", () => {
  it("in a response: no stack, no SQL, no path of the machine, no word of a library", () => {
    for (const { request, response } of exchanges) {
      const told = response.replaceAll(join(w.world.folder, "repositories"), "");
      const inside = [
        /\n\s+at (?:async )?[\w.$<>[\] ]+ ?\(.+:\d+:\d+\)/,
        /node_modules\/|\.next\/server|file:\/\//,
        /\b(?:SELECT .+ FROM|INSERT INTO|UPDATE .+ SET|permission denied for|relation ")/,
        /Prisma|P20\d\d|ECONNREFUSED|driverAdapter|fatal: /,
      ].flatMap((form) => form.exec(told)?.[0] ?? []);
      const paths = [root, w.world.folder, homedir()].filter(
        (path) => told.includes(`${path}/`) && !request.includes(path),
      );
      expect({ request: request.slice(0, 200), inside, paths }).toMatchObject({
        inside: [],
        paths: [],
      });
    }
  });

  it("though the log knows what happened", () => {
    const said = outputs.map(({ text }) => text).join("\n");
    for (const words of [
      "permission denied for table findings",
      "ECONNREFUSED",
      "password authentication failed",
      "git",
      "could not",
    ]) {
      expect(said).toContain(words);
    }
  });

  it("and the log says it without the places of this machine", () => {
    const lines = outputs.filter(({ from }) => from === "web" || from === "worker");
    for (const { from, text } of lines) {
      const paths = [root, w.world.folder, homedir()].filter((path) => text.includes(`${path}/`));
      expect({ from, paths }).toEqual({ from, paths: [] });
    }
  });

  it("in what durable workflows keep of an error: no stack, no cause", async () => {
    const rows = await w.world.database.query(
      "SELECT error FROM dbos.operation_outputs WHERE error IS NOT NULL UNION ALL SELECT error FROM dbos.workflow_status WHERE error IS NOT NULL",
    );
    for (const { error } of rows) expect(String(error)).not.toMatch(/\\n\s+at |\/lib\/|fatal:/);
  });
});
