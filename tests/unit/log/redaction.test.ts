import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createLog, createRedact, withRequest } from "#lib/platform/log/index.ts";

const project = "/srv/etna house";
const random = (bytes: number) => randomBytes(bytes).toString("base64url");
const hex = (bytes: number) => randomBytes(bytes).toString("hex");
const word = (bytes: number) => hex(bytes).toUpperCase();
const pem = (kind: string, body: string) =>
  ["-----BEGIN", `${kind}-----\n${body}\n-----END`, `${kind}-----`].join(" ");

const environment = {
  AUTH_SECRET: `${random(32)},${random(32)}`,
  ETNA_APP_DATABASE_PASSWORD: `p@ss "quoted" \\ ${random(12)}`,
  SMTP_URL: `smtps://mailer:${encodeURIComponent(`sm/tp ${random(9)}`)}@mail.example.com`,
  AUTH_GITHUB_SECRET: hex(20),
  ETNA_DATA_DIR: "/var/lib/etna",
  ETNA_KEY_FILE: "/etc/etna/keys/local.key",
  ETNA_LOCAL_FORGE_ROOTS: "/srv/git:acme=/srv/acme",
  ETNA_OWNER_EMAIL: "owner@localhost",
};
const redact = createRedact(environment, project);

/** By what it is: a text with a secret in it, and the part that must not be left. */
const secrets: readonly (readonly [what: string, text: string, secret: string])[] = [
  ...environment.AUTH_SECRET.split(",").map((s) => bare("a secret of the environment", s)),
  bare("a password of the environment", environment.ETNA_APP_DATABASE_PASSWORD),
  bare("an encoded password", new URL(environment.SMTP_URL).password),
  bare("a decoded password", decodeURIComponent(new URL(environment.SMTP_URL).password)),
  bare("a client's secret", environment.AUTH_GITHUB_SECRET),
  bare("an API token of Etna", `etna_${random(32)}`),
  within("a bearer", (s) => `Authorization: Bearer ${s}`, random(24)),
  within("a basic header", (s) => `authorization: Basic ${s}`, random(24)),
  within("a header", (s) => `PRIVATE-TOKEN: ${s}`, random(12)),
  within(
    "a sign-in link",
    (s) => `https://e.example/api/auth/callback/email?callbackUrl=x&token=${s}&email=a`,
    hex(32),
  ),
  within(
    "a sign-in link within a link",
    (s) => `/sign-in?next=%2Fapi%3Ftoken%3D${s}%26email`,
    hex(32),
  ),
  within("an invitation", (s) => `https://e.example/invite/${s}`, random(32)),
  within("an encoded invitation", (s) => `/sign-in?returnTo=%2Finvite%2F${s}`, random(32)),
  within("an OAuth code", (s) => `/api/auth/callback/github?code=${s}&state=1`, hex(10)),
  within("a session", (s) => `__Host-etna-session=${s}; Path=/`, random(40)),
  within("cookies", (s) => `cookie: a=1; b=${s}`, random(12)),
  bare("a JSON web token", `eyJ${random(20)}.${random(30)}.${random(20)}`),
  bare(
    "an encrypted JSON web token",
    `eyJ${random(20)}..${random(12)}.${random(90)}.${random(12)}`,
  ),
  within("a PEM key", (s) => pem("PRIVATE KEY", s), random(48)),
  within("an encrypted PEM key", (s) => pem("RSA PRIVATE KEY", `DEK-Info: A-B,1\n\n${s}`), hex(48)),
  within("a torn PEM key", (s) => pem("EC PRIVATE KEY", s).split("\n-----END")[0] ?? "", hex(40)),
  within("a JSON web key", (s) => JSON.stringify({ kty: "OKP", d: s }), random(32)),
  bare("an AWS key id", `AKIA${word(8)}`),
  within("an AWS secret", (s) => `aws_secret_access_key=${s}`, random(30)),
  bare("a GitHub token", `ghp_${hex(18)}`),
  bare("a fine-grained GitHub token", `github_pat_${hex(11)}_${hex(29)}`),
  bare("a GitLab token", `glpat-${random(15)}`),
  bare("a Slack token", `xoxb-${hex(6)}-${hex(12)}`),
  within("a Slack hook", (s) => `https://hooks.slack.com/services/T0/B0/${s}`, hex(12)),
  bare("a Stripe key", `sk_live_${hex(12)}`),
  bare("an Anthropic key", `sk-ant-api03-${random(60)}`),
  bare("a Google key", `AIza${random(26)}`),
  bare("an npm token", `npm_${hex(18)}`),
  within("a database URL", (s) => `postgresql://etna_app:${s}@db.internal:5432/etna`, random(16)),
  within("a URL with a name alone", (s) => `https://${s}@git.example.com/x.git`, random(16)),
  within("a query token", (s) => `GET https://x.example/a?b=1&access_token=${s}`, random(16)),
  within("a signed address", (s) => `https://s3.example/x?X-Amz-Signature=${s}`, hex(32)),
  within("an assignment", (s) => `password=${s} host=x`, random(8)),
  within("JSON in a text", (s) => JSON.stringify({ password: `it is ${s}` }), random(8)),
  within("JSON in JSON", (s) => JSON.stringify(JSON.stringify({ clientSecret: s })), random(8)),
  within("an otpauth address", (s) => `otpauth://totp/E:a?secret=${s}&issuer=E`, word(16)),
  within("a mailbox", (s) => `to ${s}@customer.example refused`, `ada.${hex(4)}`),
  within("a file of the project", (s) => `at f (${s}/lib/base/ids.ts:1:2)`, project),
  within("a module of the project", (s) => `at file://${s}/lib/base/ids.ts:1:2`, project),
  within("the data folder", (s) => `ENOENT: open '${s}/postgres/x'`, "/var/lib/etna"),
  within("the key's folder", (s) => `EACCES ${s}/local.key`, "/etc/etna/keys"),
  within("a repository", (s) => `fatal: ${s}/x.git`, "/srv/git"),
  within("an organization's repository", (s) => `fatal: ${s}/x.git`, "/srv/acme"),
  within("somebody's home", (s) => `open '${s}/.ssh/id'`, "/home/somebody"),
  within("a home on a Mac", (s) => `open '${s}/x'`, "/Users/somebody"),
  within("a home on Windows", (s) => `open '${s}\\x'`, "C:\\Users\\somebody"),
];

function bare(what: string, secret: string) {
  return [what, secret, secret] as const;
}

function within(what: string, text: (secret: string) => string, secret: string) {
  return [what, text(secret), secret] as const;
}

/** What the log writes, read back: every line must still be JSON. */
function written(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog({ write: (line) => lines.push(line) }, { level: "trace", redact }));
  for (const line of lines) JSON.parse(line);
  return lines.join("");
}

function isIn(line: string, secret: string): boolean {
  return [secret, JSON.stringify(secret).slice(1, -1)].some((form) => line.includes(form));
}

describe("the log holds no secret", () => {
  it.each(secrets)("%s, wherever it stands", (_, text, secret) => {
    const error = new Error(`outer ${text}`, { cause: new TypeError(`inner ${text}`) });
    const line = written((log) => {
      log.info(text);
      log.info({ deep: [{ er: { text } }] }, "nested");
      log.error({ err: error }, text);
      log.error(new AggregateError([error], text));
      log.warn({ err: { not: "an error", text } });
      log.child({ text }).info("%s in a format", text);
    });
    expect(isIn(line, secret)).toBe(false);
    expect(isIn(redact(text), secret)).toBe(false);
  });

  it("for any text around it", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 40 });
    fc.assert(
      fc.property(fc.constantFrom(...secrets), text, text, ([, holder, secret], before, after) => {
        // A secret begins where a word does; inside one nobody could tell.
        const line = written((log) => log.info({ a: { b: `${before} ${holder} ${after}` } }));
        expect(isIn(line, secret)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it("nor what stands under the name of one, of whatever kind it is", () => {
    const secret = hex(8);
    const line = written((log) =>
      log.info({
        token: secret,
        clientSecret: { value: [secret] },
        headers: { cookie: [secret], "Set-Cookies": secret, Authorization: secret },
        apiKeys: [secret],
        key: { private_key: secret, privateKey: Number.parseInt(secret.slice(0, 6), 16) },
        bytes: Buffer.from(secret),
        query: { parameters: new Map([["password", secret]]) },
      }),
    );
    expect(line).not.toContain(secret);
    expect(line).not.toContain(String([...Buffer.from(secret)]));
  });

  it("nor the rows and requests that errors of libraries carry", () => {
    const secret = hex(8);
    const error = Object.assign(new Error("duplicate key"), {
      detail: `Key (x)=(${secret})`,
      query: `SELECT '${secret}'`,
      config: { headers: { "x-other": secret } },
      code: "23505",
    });
    const line = written((log) => log.error({ err: error }));
    expect(line).not.toContain(secret);
    expect(JSON.parse(line).err).toMatchObject({ code: "23505", message: "duplicate key" });
  });
});

describe("the log still says what it is for", () => {
  it.each([
    "fx_7Q2M4K9DW3XH0T5B8YRC 0f9a2c1e-7b1d-4a53-9a53-1f2e3d4c5b6a",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "GET /api/v1/fixes/fx_1/verification 404 https://etna.example/verify/fx_1?after=x",
    "The token: Too short. A secret was found in src/a.ts:3. Basic settings are fine",
    "node_modules/@prisma/client/runtime/library.js:121:7",
    "connect ECONNREFUSED 127.0.0.1:5432",
  ])("%s", (text) => {
    expect(redact(text)).toBe(text);
    expect(JSON.parse(written((log) => log.info(text))).msg).toBe(text);
  });

  it("names files from the project on, and keeps the server of a mailbox", () => {
    expect(redact(`at f (file://${project}/lib/a.ts:1:2)`)).toBe("at f (lib/a.ts:1:2)");
    expect(redact(`in ${project}`)).toBe("in .");
    expect(redact(`in ${project}-2/x`)).toBe(`in ${project}-2/x`);
    expect(redact("550 ada@customer.example")).toBe("550 [address]@customer.example");
  });

  it("ids, counts and times whose names mention a secret", () => {
    const facts = { tokenId: "tk_1", tokenCount: 3, secretKind: "aws", tokenHash: "ab" };
    expect(JSON.parse(written((log) => log.info(facts)))).toMatchObject(facts);
  });

  it("under the id of its request, and errors with kind, stack and causes", () => {
    const cause = new RangeError("why");
    const line = withRequest("request-1", () =>
      written((log) => log.error({ err: new Error("what", { cause }) }, "said")),
    );
    expect(JSON.parse(line)).toMatchObject({
      requestId: "request-1",
      msg: "said",
      err: { type: "Error", message: "what", stack: expect.stringContaining("redaction.test.ts") },
    });
    expect(JSON.parse(line).err.cause).toMatchObject({ type: "RangeError", message: "why" });
  });

  it("whatever is passed, a line of JSON, and nothing of the caller's is changed", () => {
    fc.assert(
      fc.property(fc.object({ maxDepth: 8, withBigInt: true, withDate: true }), (object) => {
        const before = structuredClone(object);
        written((log) => log.info(object));
        expect(object).toEqual(before);
      }),
    );
    const circle: Record<string, unknown> = { a: 1 };
    circle.self = circle;
    const error = new Error("round");
    error.cause = error;
    written((log) => log.error({ err: error, circle }));
  });
});

// A pattern that goes back over what it read would take hours here, and fail by the time limit.
describe("a line costs no more than its length", () => {
  it.each([
    "a",
    "@",
    "a@",
    "a.",
    "a@a.",
    "://",
    "http://",
    "eyJ",
    "eyJaaaaaaaaa.",
    "-----BEGIN PRIVATE KEY-----",
    "-----BEGIN ",
    "token",
    "token=",
    'token":"',
    "\\",
    '\\"',
    'secret\\"',
    "?code=",
    "&key=",
    "Bearer ",
    "Bearer  a",
    "cookie: ",
    "__Host-",
    "__Host-a=",
    "/invite/",
    "%2Finvite",
    "etna_",
    "gh",
    "xox",
    "-",
    " ",
    "\n",
    `${project}/`,
    "/home/",
    "C:\\Users\\",
    "sk-",
    "SG.",
    '"d":"',
    "password",
    "é",
    "😀",
  ])("made of %j", (piece) => {
    const long = piece.repeat(Math.ceil(400_000 / piece.length));
    for (const text of [long, `${long}!`, `x${long}"`]) expect(redact(text)).toBeTypeOf("string");
  });
});
