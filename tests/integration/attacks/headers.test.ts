import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { attack, attackFamily } from "../../support/attack.ts";
import { type AttackWorld, type Estate, openAttackWorld } from "../../support/attack-world.ts";
import { HttpBrowser } from "../../support/http-browser.ts";
import type { ReceivedMail } from "../../support/mailbox.ts";
import { rawRequest } from "../../support/raw-http.ts";
import { callAction, formOf } from "../../support/server-actions.ts";

let w: AttackWorld;
let estate: Estate;
let owner: HttpBrowser;
let count = 0;

beforeAll(async () => {
  w = await openAttackWorld({ ETNA_LOG_LEVEL: "info" });
  estate = await w.estate("Header House");
  owner = await w.signIn("owner@headerhouse.test");
}, 600_000);

afterAll(() => w?.close());

/** Ends of a line, as some reader or other knows them, and ways to write them in a URL or a form. */
const breaks = [
  ...[
    "\r\n",
    "\n",
    "\r",
    "\u0085",
    "\u2028",
    "\u2029",
    "\u000b",
    "\u000c",
    "\u0000",
    "\u560d\u560a",
  ],
  ...[
    "%0d%0a",
    "%0a",
    "%0d",
    "%250d%250a",
    "%E5%98%8A%E5%98%8D",
    "\\r\\n",
    "&#13;&#10;",
    "%u000d%u000a",
  ],
];
const line = "X-Injected: yes";
const cookie = "Set-Cookie: a=injected";

const reflected = [
  "/sign-in?returnTo=/{}",
  "/sign-in?error={}",
  "/sign-in?error=Verification&provider={}",
  "/api/auth/signin?callbackUrl={}",
  "/api/auth/error?error={}",
  "/api/auth/callback/email?email={}&token=x&callbackUrl={}",
  "/api/auth/{}",
  "/verify?id={}",
  "/verify/fx_0/{}",
  "/o/{}",
  "/{}/",
  "/docs/rules/{}",
  "/invite/{}",
  "/api/v1/findings?after={}",
  "/api/v1/{}",
];

async function request(target: string, headers = ""): Promise<string> {
  const bytes = `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${headers}Connection: close\r\n\r\n`;
  const { text, statuses } = await rawRequest(w.port, Buffer.from(bytes, "utf8"));
  const head = text.slice(0, text.indexOf("\r\n\r\n")).toLowerCase();
  if (/\n(x-injected|set-cookie: a=)/.test(head)) return "A HEADER CAME BACK";
  if (statuses.length !== 1) return `${statuses.length} ANSWERS`;
  return "no header of it";
}

/** Every message that came, to whomever. */
async function allMails(): Promise<readonly ReceivedMail[]> {
  const folder = join(w.world.folder, "mail");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  const texts = names.map((name) => readFile(join(folder, name), "utf8"));
  return (await Promise.all(texts)).map((text) => JSON.parse(text) as ReceivedMail);
}

/** Invites by the service itself. Returns what came of it, as it came; or why nothing did. */
async function invite(name: string, email: string): Promise<readonly ReceivedMail[] | string> {
  const { organizations } = w.s;
  const { team } = estate;
  const sql = "UPDATE organizations SET name = $1 WHERE id = $2";
  await w.world.database.query(sql, [name, team.organizationId]);
  const parsed = organizations.emailAddress.safeParse(email);
  if (!parsed.success) return "not an address";
  const before = (await allMails()).length;
  const invitation = { email: parsed.data, role: "viewer" as const };
  await organizations.inviteMember(team.as("owner"), team.organizationId, invitation);
  return (await allMails()).slice(before);
}

function headOf(message: string): string {
  return message.slice(0, message.search(/\r?\n\r?\n/));
}

attackFamily(import.meta.url, "Header injection: answers, mails, logs", [
  attack({
    tried: "Ends of lines in every value that an address carries and an answer may repeat",
    shapes: reflected.flatMap((path) => breaks.map((end) => ({ path, end }))),
    mayCome: ["no header of it"],
    async send({ path, end }) {
      const value = `x${end}${line}${end}${cookie}`;
      const written = end.startsWith("%")
        ? value.replaceAll(" ", "%20")
        : encodeURIComponent(value);
      return await request(path.replaceAll("{}", written));
    },
  }),
  attack({
    tried: "The same in headers and cookies that an answer may repeat",
    shapes: [
      "User-Agent",
      "Referer",
      "X-Request-Id",
      "Traceparent",
      "Accept-Language",
      "Cookie",
      "Origin",
    ].flatMap((name) =>
      ["%0d%0a", "\\r\\n", "\u0085", "\u2028", "\u560d\u560a"].map((end) => ({ name, end })),
    ),
    mayCome: ["no header of it"],
    send: ({ name, end }) => request("/sign-in", `${name}: x${end}${line}${end}${cookie}\r\n`),
  }),
  attack({
    tried: "Names of a download with quotes, ends of lines and paths in them",
    shapes: [
      'fix.patch"; x="',
      "fix.patch\r\nX-Injected: yes",
      "../fix.patch",
      "fix.patch%00.html",
      "a;b",
    ].map(encodeURIComponent),
    mayCome: ["no file of that name"],
    async send(file) {
      const response = await fetch(`${w.url}/verify/fx_00000000000000000000/${file}`);
      const named = response.headers.get("content-disposition");
      return response.status === 404 && named === null ? "no file of that name" : `${named}`;
    },
  }),
  attack({
    tried:
      "An organization's name with ends of lines and headers of a mail, in the subject of an invitation",
    shapes: breaks
      .filter((end) => end !== "\0")
      .flatMap((end) => [
        `Acme${end}Bcc: spy@evil.example`,
        `Acme${end}${end}<h1>Body</h1>`,
        `Acme${end}Content-Type: text/html`,
      ]),
    mayCome: ["one mail, to the one address, with no header of it"],
    async send(name) {
      const email = `guest${++count}@example.test`;
      const mails = await invite(name, email);
      const [mail, ...more] = typeof mails === "string" ? [] : mails;
      if (mail === undefined || more.length > 0) return `${mails}`;
      const head = headOf(mail.raw);
      const injected = /^(bcc|content-type: text\/html)/im.test(head.replaceAll(/\n[ \t]/g, " "));
      if (injected || mail.to.join() !== email) return head;
      return "one mail, to the one address, with no header of it";
    },
  }),
  attack({
    tried: "Addresses that carry more than one address, a header or a command of SMTP",
    shapes: [
      ...breaks.map((end) => `guest@example.test${end}Bcc: spy@evil.example`),
      ...[
        "a@example.test,spy@evil.example",
        "a@example.test;spy@evil.example",
        "<spy@evil.example>",
      ],
      ...[
        '"a@example.test" <spy@evil.example>',
        "a@example.test>\r\nRCPT TO:<spy@evil.example",
        "a@@b.test",
      ],
      ...[
        "spy@evil.example@example.test",
        "(c)a@example.test",
        '"a b"@example.test',
        "a@[127.0.0.1]",
      ],
      ...[
        "a@example.test\u0000@evil.example",
        "a@exаmple.test",
        "a@example.test ",
        "=?utf-8?q?a?=@example.test",
      ],
    ],
    mayCome: ["not an address"],
    send: async (email) => String(await invite("Acme", email)),
  }),
  attack({
    tried: "The same in the form that mails a sign-in link",
    shapes: [
      "a@example.test\r\nBcc: spy@evil.example",
      "a@example.test,spy@evil.example",
      "<spy@evil.example>",
    ],
    mayCome: ["not accepted"],
    async send(email) {
      const args = [{}, formOf({ email, next: "/" })];
      const call = { name: "signInAction", path: "/sign-in", args };
      const answer = await callAction(w.url, new HttpBrowser(), call);
      return answer.fields.includes("email") ? "not accepted" : answer.text.slice(0, 200);
    },
  }),
  attack({
    tried: "Ends of lines, colours of a terminal and whole records of a log in what visitors send",
    shapes: [
      '\n{"level":60,"msg":"forged"}',
      "\u001b[2J\u001b[31mforged",
      "\u009b31mforged",
      "\r\nforged",
      "\u2028forged",
      "\u0000forged",
      "\b\b\bforged",
      "forged\u202e",
    ],
    mayCome: ["every line is a record, none is forged"],
    async send(text) {
      const before = w.said().length;
      const encoded = encodeURIComponent(text);
      await Promise.all([
        rawRequest(
          w.port,
          `GET /x${text} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: ${text}\r\n\r\n`,
        ),
        fetch(`${w.url}/api/auth/callback/email?email=${encoded}&token=${encoded}`, {
          redirect: "manual",
        }),
        fetch(`${w.url}/api/auth/callback/github?code=${encoded}&error=${encoded}`, {
          redirect: "manual",
        }),
        fetch(`${w.url}/api/auth/${encoded}`, { redirect: "manual" }),
        fetch(`${w.url}/o/${encoded}/findings`, { redirect: "manual" }),
        fetch(`${w.url}/api/v1/runs`, { method: "POST", body: text }),
        callAction(w.url, owner, {
          name: "renamePersonAction",
          path: "/o/header-house/settings",
          args: [text, text],
        }),
      ]);
      const lines = w.said().slice(before).split("\n").filter(Boolean);
      const forged = lines.filter(
        (each) => !isRecord(each) || hasControl(each) || /"msg":"forged/.test(each),
      );
      return forged.length === 0
        ? "every line is a record, none is forged"
        : `FORGED: ${forged.join(" ⏎ ").slice(0, 400)}`;
    },
  }),
  attack({
    tried: "Mail that is as it should be (no attack: it arrives, with its own headers alone)",
    shapes: ["Acme & Söhne"],
    mayCome: ["To, Subject, From and the rest"],
    async send(name) {
      const [mail] = await invite(name, `guest${++count}@example.test`);
      const head = typeof mail === "object" ? headOf(mail.raw) : "";
      const all = ["From:", "To:", "Subject:", "Message-ID:", "Date:", "MIME-Version:"];
      const there = all.every((each) => `\n${head}`.includes(`\n${each}`));
      return there ? "To, Subject, From and the rest" : head;
    },
  }),
]);

function isRecord(text: string): boolean {
  try {
    return typeof (JSON.parse(text) as { level?: unknown }).level === "number";
  } catch {
    return false;
  }
}

function hasControl(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/.test(text);
}
