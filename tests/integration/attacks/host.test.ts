import { afterAll, beforeAll } from "vitest";
import { attack, attackFamily } from "../../support/attack.ts";
import {
  type AttackWorld,
  type Estate,
  linkIn,
  openAttackWorld,
} from "../../support/attack-world.ts";
import { HttpBrowser } from "../../support/http-browser.ts";
import { rawRequest } from "../../support/raw-http.ts";
import { callAction, cookieHeader, formOf } from "../../support/server-actions.ts";

let w: AttackWorld;
let estate: Estate;
let owner: HttpBrowser;
let mails = 0;

beforeAll(async () => {
  w = await openAttackWorld();
  estate = await w.estate("Host House");
  owner = await w.signIn("owner@hosthouse.test");
}, 600_000);

afterAll(() => w?.close());

/** Ways to tell a server that it is another one, with the true Host where the header is not that. */
const lies: readonly (readonly [string, string])[] = [
  ["host", "evil.example"],
  ["host", "localhost.evil.example"],
  ["host", "evil.example:80"],
  ["host", "evil.example@localhost"],
  ["host", "localhost:evil.example"],
  ["x-forwarded-host", "evil.example"],
  ["x-forwarded-host", "localhost, evil.example"],
  ["x-forwarded-server", "evil.example"],
  ["x-host", "evil.example"],
  ["x-original-host", "evil.example"],
  ["x-http-host-override", "evil.example"],
  ["forwarded", "for=127.0.0.1;host=evil.example;proto=https"],
  ["x-forwarded-port", "evil.example"],
  ["x-forwarded-prefix", "//evil.example"],
  ["x-forwarded-proto", "javascript://evil.example"],
  ["x-original-url", "//evil.example/"],
  ["x-rewrite-url", "//evil.example/"],
  ["origin", "https://evil.example"],
  ["referer", "https://evil.example/"],
  ["next-url", "https://evil.example/"],
];

const paths = [
  ...["/", "/sign-in", "/o/nobody", "/welcome", "/verify", "/docs/api", "/nowhere", "/sign-in/"],
  ...["/api/auth/signin", "/api/auth/session", "/api/auth/providers", "/api/auth/signout"],
  ...["/api/v1/openapi.json", "/api/v1/findings", "/verify/trusted_root.json", "/api/auth/error"],
];

function bytes(path: string, [name, value]: readonly [string, string], cookie = ""): string {
  const host =
    name === "host" ? `Host: ${value}` : `Host: localhost:${w.port}\r\n${name}: ${value}`;
  return `GET ${path} HTTP/1.1\r\n${host}\r\n${cookie}Connection: close\r\n\r\n`;
}

async function ask(path: string, lie: readonly [string, string], cookie = ""): Promise<string> {
  const { text, statuses } = await rawRequest(w.port, bytes(path, lie, cookie));
  if (statuses.length === 0) return "no answer";
  return /evil/i.test(text) ? "THE OTHER NAME CAME BACK" : "nothing of it";
}

/** A multipart body as the form of the sign-in page sends it without scripts. */
async function signInForm(
  email: string,
): Promise<{ readonly type: string; readonly body: string }> {
  const { text } = await new HttpBrowser().open(`${w.url}/sign-in`);
  const form =
    /<form\b[^>]*>(?:(?!<\/form>).)*Send a sign-in link.*?<\/form>/s.exec(text)?.[0] ?? "";
  const fields = new Map([["email", email]]);
  for (const [tag] of form.matchAll(/<input\b[^>]*type="hidden"[^>]*>/g)) {
    const name = /\bname="([^"]*)"/.exec(tag)?.[1];
    const value = /\bvalue="([^"]*)"/.exec(tag)?.[1] ?? "";
    if (name) fields.set(name, value.replaceAll("&quot;", '"').replaceAll("&amp;", "&"));
  }
  const parts = [...fields].map(
    ([name, value]) =>
      `--etna\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return { type: "multipart/form-data; boundary=etna", body: `${parts.join("")}--etna--\r\n` };
}

attackFamily(import.meta.url, "Forged hosts", [
  attack({
    tried:
      "Another site's name in each header that may carry one, on public pages, files and the API",
    shapes: paths.flatMap((path) => lies.map((lie) => ({ path, lie }))),
    mayCome: ["nothing of it"],
    send: ({ path, lie }) => ask(path, lie),
  }),
  attack({
    tried: "The same on a member's pages, with their cookies",
    shapes: ["", "/settings/members", "/keys", "/keys/keys.json"].flatMap((page) =>
      lies.map((lie) => ({ page, lie })),
    ),
    mayCome: ["nothing of it"],
    send: ({ page, lie }) =>
      ask(`/o/${estate.team.slug}${page}`, lie, `Cookie: ${cookieHeader(owner, w.url)}\r\n`),
  }),
  attack({
    tried: "The same with the form that mails a link: where the link leads",
    shapes: lies.filter(([name]) => name !== "origin"),
    mayCome: ["a link to this site"],
    async send([name, value]) {
      const email = `mailed${++mails}@example.test`;
      const { type, body } = await signInForm(email);
      const host =
        name === "host" ? `Host: ${value}` : `Host: localhost:${w.port}\r\n${name}: ${value}`;
      const head = `POST /sign-in HTTP/1.1\r\n${host}\r\nOrigin: ${w.url}\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`;
      const { text, statuses } = await rawRequest(w.port, head + body, 3000);
      if (/evil/.test(text)) return "THE OTHER NAME CAME BACK";
      if (statuses[0] !== 303) return `no mail (${statuses[0]})`;
      const link = linkIn(await w.world.mail(email));
      return link.startsWith(`${w.url}/`) && !/evil/.test(link) ? "a link to this site" : link;
    },
  }),
  attack({
    tried: "The same with an invitation: where its link leads",
    shapes: lies.filter(([name]) => !["host", "origin"].includes(name)),
    mayCome: ["a link to this site"],
    async send([header, value]) {
      const email = `invited${++mails}@example.test`;
      const answer = await callAction(w.url, owner, {
        name: "inviteAction",
        path: `/o/${estate.team.slug}/settings/members`,
        args: [estate.team.slug, {}, formOf({ email, role: "viewer" })],
        headers: { [header]: value },
      });
      if (answer.status !== 200) return `${answer.status}`;
      const mail = await w.world.mail(email);
      return mail.includes(`\n${w.url}/invite/`) && !/evil/.test(mail)
        ? "a link to this site"
        : mail;
    },
  }),
  attack({
    tried: "An action that sends on, with the Host of a server that waits to be called",
    shapes: ["host", "x-forwarded-host", "forwarded"],
    mayCome: ["nobody was called"],
    send: async (header) => await callsBack(header),
  }),
]);

async function callsBack(header: string): Promise<string> {
  const { createServer } = await import("node:net");
  let knocks = 0;
  const trap = createServer((socket) => {
    knocks += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => trap.listen(0, "127.0.0.1", resolve));
  const address = trap.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const email = `called${++mails}@example.test`;
  const { type, body } = await signInForm(email);
  const value = header === "forwarded" ? `host=127.0.0.1:${port}` : `127.0.0.1:${port}`;
  const host =
    header === "host" ? `Host: ${value}` : `Host: localhost:${w.port}\r\n${header}: ${value}`;
  const head = `POST /sign-in HTTP/1.1\r\n${host}\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n`;
  const { statuses } = await rawRequest(w.port, head + body, 3000);
  trap.close();
  if (statuses[0] !== 303) return `${statuses[0]}`;
  return knocks === 0 ? "nobody was called" : "IT WAS CALLED";
}
