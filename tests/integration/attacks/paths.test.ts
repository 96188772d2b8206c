import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { attack, attackFamily } from "../../support/attack.ts";
import { type AttackWorld, type Estate, openAttackWorld } from "../../support/attack-world.ts";
import type { HttpBrowser } from "../../support/http-browser.ts";
import { rawRequest } from "../../support/raw-http.ts";
import { callAction, cookieHeader, formOf } from "../../support/server-actions.ts";

let w: AttackWorld;
let estate: Estate;
let owner: HttpBrowser;
const secret = "a-file-that-nobody-may-read";

beforeAll(async () => {
  w = await openAttackWorld();
  estate = await w.estate("Path House");
  owner = await w.signIn("owner@pathhouse.test");
  const { folder } = w.world;
  await mkdir(join(folder, "outside"), { recursive: true });
  await writeFile(join(folder, "outside/HEAD"), secret);
  await symlink(join(folder, "outside"), join(folder, "repositories/link"));
  await symlink("/", join(folder, "repositories/root"));
}, 600_000);

afterAll(() => w?.close());

const targets = ["package.json", ".env.local", "etc/passwd", ".next/BUILD_ID", "middleware.ts"];
const steps = [
  ...["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "%252e%252e%252f", "..%252f", "....//", "..;/"],
  ...[
    "..%c0%af",
    "%c0%ae%c0%ae/",
    "..%5c",
    "%2e%2e%5c",
    "..%00/",
    ".%2e/",
    "..%u2215",
    "..%ef%bc%8f",
  ],
];
const places = [
  ...[
    "/",
    "/_next/static/",
    "/_next/static/chunks/",
    "/_next/",
    "/_next/image?url=/",
    "/docs/rules/",
  ],
  ...["/verify/fx_0/", "/verify/", "/api/v1/", "/api/auth/", "/o/path-house/", "/invite/"],
];

/** What only a file of the machine can say. */
const given = /"private": true|root:.*:0:0:|AUTH_SECRET|countAndPass|a-file-that-nobody/;

async function get(target: string): Promise<string> {
  const cookie = `Cookie: ${cookieHeader(owner, w.url)}\r\n`;
  const { text, statuses } = await rawRequest(
    w.port,
    `GET ${target} HTTP/1.1\r\nHost: localhost\r\n${cookie}Connection: close\r\n\r\n`,
  );
  const [status = 0] = statuses;
  if (given.test(text)) return "A FILE CAME BACK";
  if (status >= 500) return `${status}`;
  if (status === 200 && !text.includes("<!DOCTYPE html>")) return `200: ${text.slice(-200)}`;
  return "no file";
}

/** Paths that a member could type as that of a repository. */
function forgePaths(): readonly string[] {
  const { folder } = w.world;
  const roots = join(folder, "repositories");
  return [
    ...[
      "/",
      "/etc",
      "/etc/passwd",
      "/proc/self",
      "/proc/self/cwd",
      "/dev/stdin",
      "~",
      "~/.ssh",
      ".",
    ],
    ...[
      "",
      " ",
      "\0",
      "..",
      "../..",
      "./.git",
      "file:///etc",
      "ssh://localhost/x",
      "ext::sh -c id",
    ],
    ...[
      "--upload-pack=id",
      "-c",
      "git@localhost:x",
      "http://127.0.0.1:9/x",
      "\\\\host\\share",
      "C:\\",
    ],
    process.cwd(),
    `${roots}/..`,
    `${roots}/../outside`,
    `${roots}/link`,
    `${roots}/root/etc`,
    `${roots}/./../../${"../".repeat(12)}etc`,
    `${roots}/pathhouse.git/../../outside`,
    `${roots}\0/pathhouse.git`,
    `${roots}/pathhouse.git\n/etc`,
    `${roots}-other`,
    `${roots}/${"a/".repeat(3000)}`,
    `${roots}/%2e%2e/outside`,
    join(folder, "data"),
    join(folder, "keys"),
  ];
}

async function connected(): Promise<number> {
  return (await w.s.repositories.listRepositories(estate.team.organizationId)).length;
}

attackFamily(import.meta.url, "Path traversal", [
  attack({
    tried:
      "Ways up and out of every folder of static files, route parameter and catch-all, encoded once and twice",
    shapes: places.flatMap((place) =>
      steps.flatMap((step) => targets.slice(0, 3).map((file) => place + step.repeat(6) + file)),
    ),
    mayCome: ["no file"],
    send: get,
  }),
  attack({
    tried: "Files of the project and of the build, by their own names",
    shapes: [
      ...targets.map((file) => `/${file}`),
      ...["/.git/config", "/.git/HEAD", "/.etna/keys/local.key", "/prisma/schema.prisma", "/.env"],
      ...["/.next/server/server-reference-manifest.json", "/_next/../.env.local", "/bin/web.ts"],
      ...[
        "/server/middleware-manifest.json",
        "/_next/static/../server/app/page.js",
        "/lib/base/ids.ts",
      ],
      ...["/_next/static/chunks/app.js.map", "/app/page.tsx", "/node_modules/next/package.json"],
      ...[
        "/_next/data/build/index.json",
        "/__nextjs_source-map?filename=/etc/passwd",
        "/.well-known/",
      ],
      ...[
        "/__nextjs_original-stack-frame?file=/etc/passwd",
        "/_next/image?url=file:///etc/passwd&w=64&q=75",
      ],
      ...[
        "/_next/image?url=http://127.0.0.1:9/&w=64&q=75",
        "/_next/image?url=//evil.example&w=64&q=75",
      ],
    ],
    mayCome: ["no file"],
    send: get,
  }),
  attack({
    tried: "Names that every object has, as the name of a file, an id or a rule",
    shapes: ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "then"].flatMap(
      (name) => [
        `/verify/fx_0/${name}`,
        `/verify/${name}`,
        `/docs/rules/${name}`,
        `/api/v1/${name}`,
      ],
    ),
    mayCome: ["404"],
    async send(path) {
      return String((await fetch(w.url + path, { redirect: "manual" })).status);
    },
  }),
  attack({
    tried:
      "Paths out of the allowed folders, links, addresses and options of git, as a repository's",
    shapes: forgePaths,
    all: "39",
    mayCome: ["refused"],
    async send(path) {
      const before = await connected();
      const answer = await callAction(w.url, owner, {
        name: "connectAction",
        path: `/o/${estate.team.slug}/repositories`,
        args: [estate.team.slug, {}, formOf({ path })],
      });
      if ((await connected()) !== before) return "CONNECTED";
      if (given.test(answer.text)) return "A FILE CAME BACK";
      const words = [answer.error ?? "", ...answer.fields].join("");
      return words !== "" && !/failed inside/.test(words) ? "refused" : answer.text.slice(0, 300);
    },
  }),
  attack({
    tried: "The customer's own files through their repository's page (no attack: it is there)",
    shapes: ["/o/path-house/repositories"],
    mayCome: ["there"],
    async send(path) {
      const { text } = await owner.open(w.url + path);
      return text.includes("pathhouse") ? "there" : "not there";
    },
  }),
]);
