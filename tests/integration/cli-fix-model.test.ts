import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type FaceName,
  type FakeModels,
  goodKey,
  startFakeModels,
} from "../fakes/models/server.ts";
import type { Turn } from "../fakes/models/turn.ts";

let top = "";
let folder = "";
let fake: FakeModels;

const token =
  "export function newToken(): string {\n  const token = Math.random().toString(36).slice(2);\n  return token;\n}\n";
const edit = [
  "str_replace",
  {
    path: "src/token.ts",
    old_text: "Math.random().toString(36).slice(2)",
    new_text: "crypto.randomUUID()",
  },
] as const;
const done = ["submit", { fixed: true, summary: "Uses randomUUID." }] as const;
const turns: readonly Turn[] = [
  { text: "I repair it.", calls: [edit] },
  { calls: [["check", {}]] },
  { calls: [done] },
];

beforeAll(async () => {
  top = await mkdtemp(join(tmpdir(), "etna-cli-model-"));
});
afterAll(async () => {
  await rm(top, { recursive: true, force: true });
});
beforeEach(async () => {
  fake = await startFakeModels();
  folder = await mkdtemp(join(top, "repo-"));
  for (const [path, text] of [
    ["src/token.ts", token],
    ["src/use.ts", 'import { newToken } from "./token.ts";\n\nexport const first = newToken();\n'],
    [".env", "DB_PASSWORD=correct-horse-battery\n"],
  ] as const) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
});
afterEach(async () => {
  await fake.close();
});

const named: Readonly<Record<FaceName, readonly [model: string, variable: string]>> = {
  anthropic: ["claude-sonnet-4-5", "ANTHROPIC_API_KEY"],
  openai: ["gpt-4o", "OPENAI_API_KEY"],
  google: ["gemini-2.5-pro", "GEMINI_API_KEY"],
  mistral: ["mistral-medium-latest", "MISTRAL_API_KEY"],
  "openai-compatible": ["qwen3-coder:30b", "OPENAI_COMPATIBLE_API_KEY"],
};

function etna(face: FaceName, args: readonly string[], key = goodKey) {
  const [model, variable] = named[face];
  const env = { ...process.env, ETNA_DATA_DIR: join(folder, ".etna"), [variable]: key };
  const all = [
    "bin/etna.ts",
    "fix",
    folder,
    "--model",
    `${face}/${model}`,
    "--address",
    fake.urlOf(face),
    ...args,
  ];
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(process.execPath, all, { env }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

async function fingerprint(): Promise<string> {
  const { stdout } = await new Promise<{ stdout: string }>((resolve) => {
    execFile(
      process.execPath,
      ["bin/etna.ts", "scan", folder, "--format", "json"],
      (_error, stdout) => resolve({ stdout }),
    );
  });
  const found: { ruleId: string; fingerprint: string }[] = JSON.parse(stdout).findings;
  return found.find(({ ruleId }) => ruleId === "js/insecure-random")?.fingerprint ?? "";
}

describe("etna fix --model", () => {
  it.each(["anthropic", "openai-compatible"] as const)(
    "repairs a finding with %s and prints the diff",
    async (face) => {
      fake.turns = turns;
      const ended = await etna(face, ["--finding", (await fingerprint()).slice(0, 12)]);
      expect(ended.code, ended.stderr).toBe(0);
      expect(ended.stdout).toContain("+  const token = crypto.randomUUID();");
      expect(ended.stderr).toContain("src/token.ts: 1-4");
      expect(ended.stderr).toContain("src/use.ts: 1-3");
      expect(ended.stderr).toMatch(/Ledger sha256:[0-9a-f]{64}/);
      expect(ended.stderr).toContain("passed: Finding gone on re-scan");
      expect(ended.stderr).toContain(face === "anthropic" ? "at prices of" : "tokens in");
      expect(await readFile(join(folder, "src/token.ts"), "utf8")).toBe(token);
      const everything =
        ended.stdout + ended.stderr + fake.received.map(({ body }) => body).join("");
      expect(everything).not.toContain(goodKey);
      expect(everything).not.toContain("correct-horse");
    },
  );

  it("does a task, writes with --write, and leaves a transcript for its owner alone", async () => {
    fake.turns = turns;
    const ended = await etna("anthropic", [
      "--task",
      "Make tokens that nobody can guess.",
      "--write",
    ]);
    expect(ended).toMatchObject({ code: 0, stdout: "" });
    expect(await readFile(join(folder, "src/token.ts"), "utf8")).toContain("crypto.randomUUID()");
    expect(ended.stderr).toContain("not_run: Finding gone on re-scan");
    const [name = ""] = await readdir(join(folder, ".etna/transcripts"));
    const path = join(folder, ".etna/transcripts", name);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const events = (await readFile(path, "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.at(-1)).toMatchObject({ kind: "ended", detail: { state: "submitted" } });
  });

  it("writes nothing where the model gives up, is refused or fails, and says which", async () => {
    const ends: readonly (readonly [readonly Turn[], number, string])[] = [
      [
        [{ calls: [["submit", { fixed: false, summary: "It is too risky." }]] }],
        1,
        "It is too risky.",
      ],
      [[{ calls: [done] }], 1, "failed: Changes something"],
      [[{ status: 402 }], 3, "no credit left"],
      [[{ status: 400 }], 3, "refused the request"],
    ];
    for (const [script, code, words] of ends) {
      fake.turns = script;
      fake.received.length = 0;
      const ended = await etna("anthropic", ["--task", "Repair it.", "--write"]);
      expect([ended.code, ended.stdout], ended.stderr).toEqual([code, ""]);
      expect(ended.stderr).toContain(words);
      expect(ended.stderr).toContain("Transcript: ");
    }
    const wrong = await etna("openai", ["--task", "Repair it."], "sk-wrong-0123456789abcdef");
    expect(wrong.code).toBe(3);
    expect(wrong.stderr).toContain("refused the key");
    expect(wrong.stderr).not.toContain("sk-wrong-0123456789abcdef");
    expect(await readFile(join(folder, "src/token.ts"), "utf8")).toBe(token);
  });

  it("exits 2 for wrong use and asks nobody", async () => {
    const wrong: readonly (readonly [readonly string[], string])[] = [
      [[], "either --finding or --task"],
      [["--task", "a", "--finding", "0123456789"], "either --finding or --task"],
      [["--task", " "], "1 to 4,000 characters"],
      [["--task", "a", "--max-cost", "no"], "US dollars"],
      [["--task", "a", "--max-cost", "1", "--model", "mistral/next"], "whose price is known"],
      [["--task", "a", "--rule", "py/yaml-load"], "not for a model"],
      [["--finding", "0123456789"], "No finding has"],
      [["--task", "a", "--address", "file:///etc/passwd"], "http or https"],
      [["--task", "a", "--model", "gpt-5"], "PROVIDER/NAME"],
    ];
    for (const [args, words] of wrong) {
      const { code, stdout, stderr } = await etna("anthropic", args);
      expect([code, stdout], args.join(" ")).toEqual([2, ""]);
      expect(stderr).toContain(words);
    }
    expect((await etna("anthropic", ["--task", "a"], "")).stderr).toContain(
      "Set ANTHROPIC_API_KEY",
    );
    expect(fake.received).toEqual([]);
  });
});
