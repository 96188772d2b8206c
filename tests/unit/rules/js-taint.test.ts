/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: the code in these texts is the matter. */
import { describe, expect, it } from "vitest";
import type { Danger } from "#lib/engines/rules/js/taint/danger.ts";
import { flowTo, sourceText } from "#lib/engines/rules/js/taint/flow.ts";
import { sourceFile } from "#lib/engines/rules/source-file.ts";
import { callsOf, parts } from "#lib/engines/rules/syntax.ts";

/** What reaches the argument of the first `sink(…)`, or null. */
function reaches(code: string, danger: Danger, path = "src/desk.ts"): string | null {
  const root = sourceFile(path, code).root();
  const call = root === null ? undefined : callsOf(root, "call_expression", "^sink$")[0];
  const list = call?.field("arguments");
  const value = list == null ? undefined : parts(list)[0];
  if (value === undefined) throw new Error("No sink in the code.");
  const flow = flowTo(value, danger);
  return flow === null ? null : sourceText(flow);
}

const handler = (body: string) =>
  `import express from "express";\nconst app = express();\napp.get("/rooms", async (req, res) => {\n${body}\n});\n`;

const reached: readonly (readonly [string, string, string])[] = [
  ["a member", "sink(req.query.room);", "req.query.room"],
  ["a template", "sink(`room ${req.params.id}`);", "req.params.id"],
  [
    "a concatenation in steps",
    'let s = "a";\ns += req.body.name;\ns += "b";\nsink(s);',
    "req.body.name",
  ],
  ["destructuring", "const { room: { name = 1 }, ...rest } = req.body;\nsink(name);", "req.body"],
  [
    "what is left of a list",
    "const [first, ...others] = req.body.list;\nsink(others);",
    "req.body.list",
  ],
  ["a request's own member taken apart", "const { query } = req;\nsink(query.room);", "query.room"],
  ["an object and back", "const o = { a: 1, b: req.query.b };\nsink(o.b);", "req.query.b"],
  ["text methods", 'sink(req.query.q.trim().slice(0, 4).concat("x"));', "req.query.q"],
  [
    "a list that is joined",
    'const all = [];\nall.push(`a = ${req.query.a}`);\nsink(all.join(" AND "));',
    "req.query.a",
  ],
  [
    "an optional chain, a cast and a default",
    'sink((req.query?.sort as string) ?? "name");',
    "req.query?.sort",
  ],
  ["a header read by a method", 'sink(req.get("x-room"));', 'req.get("x-room")'],
  [
    "a branch that may not run",
    'let s = req.query.s;\nif (req.user) s = "x";\nsink(s);',
    "req.query.s",
  ],
  ["a loop over the values", "for (const each of req.body.ids) sink(each);", "req.body.ids"],
  ["a callback over the values", "req.body.ids.forEach((id) => sink(id));", "req.body.ids"],
  [
    "a function of the file",
    "const word = (t) => `<${t}>`;\nsink(word(req.query.t));",
    "req.query.t",
  ],
  [
    "a parameter of a function of the file",
    "function run(t) { sink(t); }\nrun(req.query.t);",
    "req.query.t",
  ],
  [
    "a list mapped and joined",
    'sink(req.body.ids.map((id) => `"${id}"`).join(","));',
    "req.body.ids",
  ],
  [
    "a refusal that is no check of the value",
    "if (!req.query.s) return res.end();\nsink(req.query.s);",
    "req.query.s",
  ],
];

const harmless: readonly (readonly [string, string])[] = [
  ["a constant", 'const room = "a";\nsink(`x ${room}`);'],
  ["a number", "sink(Number(req.query.room));"],
  ["a reassignment on every way", "let id = req.query.id;\nid = Number(id);\nsink(id);"],
  [
    "both branches",
    'let s = req.query.s;\nif (s === "up") { s = "ASC"; } else { s = "DESC"; }\nsink(s);',
  ],
  ["the other part of an object", "const o = { a: 1, b: req.query.b };\nsink(o.a);"],
  [
    "an allow-list that leaves",
    'const known = ["a", "b"];\nif (!known.includes(req.query.s)) return res.end();\nsink(req.query.s);',
  ],
  ["an allow-list around", 'const s = req.query.s;\nif (["a"].includes(s)) { sink(s); }'],
  [
    "an allow-list in a conditional",
    'const s = known.has(req.query.s) ? req.query.s : "a";\nsink(s);',
  ],
  ["a switch", 'const s = req.query.s;\nswitch (s) { case "a": sink(s); }'],
  [
    "an anchored pattern",
    "const { s } = req.query;\nif (!/^[a-z]+$/.test(s)) throw new Error();\nsink(s);",
  ],
  ["a lookup", "const table = { a: 1 };\nsink(table[req.query.s]);"],
  ["a length", "sink(req.body.items.length);"],
  ["a function that is not known", "sink(await load(req.params.id));"],
  ["what was found by it", "const user = await User.findById(req.params.id);\nsink(user.name);"],
  ["who is signed in", "sink(req.user.id);"],
  [
    "a function called with a constant",
    'const word = (t) => `<${t}>`;\nword(req.query.t);\nsink(word("a"));',
  ],
  [
    "a parsed number",
    "const schema = z.object({ n: z.number() });\nconst { n } = schema.parse(req.body);\nsink(n);",
  ],
  ["a check that throws", "assertRoom(req.query.s);\nsink(req.query.s);"],
  [
    "an early end in another branch",
    'let s = req.query.s;\nif (!s) { s = "x"; } else { return res.end(); }\nsink(s);',
  ],
];

describe("what reaches a sink in an Express handler", () => {
  it.each(reached)("follows %s", (_what, body, source) => {
    expect(reaches(handler(body), "sql")).toBe(source);
  });

  it.each(harmless)("lets %s pass", (_what, body) => {
    expect(reaches(handler(body), "sql")).toBeNull();
  });
});

describe("what each framework hands over", () => {
  it.each([
    [
      "Fastify",
      'import fastify from "fastify";\nconst app = fastify();\napp.post("/", async (request, reply) => { sink(request.body.name); });',
      "request.body.name",
    ],
    [
      "Koa",
      'import Router from "@koa/router";\nconst router = new Router();\nrouter.post("/", async (ctx) => { const { name } = ctx.request.body; sink(name); });',
      "ctx.request.body",
    ],
    [
      "a Next route",
      "export async function POST(request: Request) {\n  const { name } = await request.json();\n  sink(name);\n}",
      "request.json()",
    ],
    [
      "a Next address",
      'import type { NextRequest } from "next/server";\nexport const GET = async (request: NextRequest) => {\n  sink(request.nextUrl.searchParams.get("q"));\n};',
      "request.nextUrl.searchParams",
    ],
    [
      "an address taken apart",
      'export async function GET(request: Request) {\n  const { searchParams } = new URL(request.url);\n  sink(searchParams.get("q"));\n}',
      "new URL(request.url)",
    ],
    [
      "a Next path",
      "export async function GET(_: Request, { params }: Context) {\n  const { slug } = await params;\n  sink(slug);\n}",
      "params",
    ],
    [
      "a Next page",
      "export default async function Page({ searchParams }) {\n  const { q } = await searchParams;\n  sink(q);\n}",
      "searchParams",
    ],
    [
      "a server action",
      '"use server";\nexport async function save(form: FormData) {\n  sink(form.get("name"));\n}',
      "form",
    ],
    [
      "next/headers",
      'import { cookies } from "next/headers";\nexport async function read() {\n  sink((await cookies()).get("theme")?.value);\n}',
      "cookies()",
    ],
    [
      "node:http",
      'import { createServer } from "node:http";\nimport url from "node:url";\ncreateServer((req, res) => {\n  const { pathname } = url.parse(req.url);\n  sink("." + pathname);\n});',
      "req.url",
    ],
    [
      "a body read in pieces",
      'createServer((req, res) => {\n  let body = "";\n  req.on("data", (chunk) => { body += chunk; });\n  req.on("end", () => { sink(JSON.parse(body).name); });\n});',
      "chunk",
    ],
  ])("knows %s", (_name, code, source) => {
    expect(reaches(code, "sql")).toBe(source);
  });

  it("sees no request where nothing speaks of a framework", () => {
    expect(reaches("export function run(query) { sink(query.name); }", "sql")).toBeNull();
    expect(reaches("const req = build();\nsink(req.query.a);", "sql")).toBeNull();
  });
});

describe("what is harmless for one use and not for another", () => {
  it.each([
    ["sql", "sink(path.basename(req.query.f));", true],
    ["path", "sink(path.basename(req.query.f));", false],
    [
      "path",
      "const full = path.resolve(root, req.query.f);\nif (!full.startsWith(root)) return;\nsink(full);",
      false,
    ],
    ["path", "const full = path.resolve(root, req.query.f);\nsink(full);", true],
    ["nosql", "sink(req.body.email);", true],
    ["nosql", "sink(String(req.body.email));", false],
    ["nosql", 'if (typeof req.body.email !== "string") return;\nsink(req.body.email);', false],
    ["nosql", "sink(req.params.id);", false],
    ["redirect", 'if (!to.startsWith("/")) return;\nconst to = req.query.to;\nsink(to);', true],
    [
      "redirect",
      'const to = req.query.to;\nif (!to.startsWith("/") || to.startsWith("//")) return;\nsink(to);',
      false,
    ],
    [
      "url",
      "const u = new URL(req.query.u);\nif (!hosts.has(u.hostname)) return;\nsink(u.href);",
      false,
    ],
    ["html", "sink(escapeHtml(req.query.q));", false],
    ["html", 'sink(req.query.q.replace(/</g, "&lt;"));', false],
  ] as const)("for %s: %s", (danger, body, found) => {
    expect(reaches(handler(body), danger) !== null).toBe(found);
  });
});
