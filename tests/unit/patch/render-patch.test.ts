import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FileChange } from "#lib/base/index.ts";
import { parsePatch, renderPatch } from "#lib/engines/patch/index.ts";

const gitEnv = {
  NODE_ENV: "test",
  PATH: process.env.PATH,
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CEILING_DIRECTORIES: tmpdir(),
} as const;

function applyWithGit(changes: readonly FileChange[]): Map<string, string | null> {
  const folder = mkdtempSync(join(tmpdir(), "etna-patch-"));
  try {
    for (const { path, before } of changes) {
      if (before === null) continue;
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), before);
    }
    execFileSync("git", ["apply", "--whitespace=nowarn", "-"], {
      cwd: folder,
      input: renderPatch(changes),
      env: gitEnv,
    });
    return new Map(changes.map(({ path }) => [path, readOrNull(join(folder, path))]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

const line = fc.constantFrom(
  "a",
  "b",
  "c",
  "",
  " ",
  "-- x",
  "++ y",
  "\\ z",
  "@@ -1 +1 @@",
  "\t",
  "é😀",
  "\u2028",
);
const ending = fc.constantFrom("\n", "\n", "\r\n", "\r");
const text = fc
  .tuple(fc.array(fc.tuple(line, ending), { maxLength: 30 }), fc.option(line, { nil: "" }))
  .map(([lines, last]) => lines.map(([body, end]) => body + end).join("") + last);
const path = fc
  .array(
    fc.constantFrom("a", "B", " ", '"', "\\", "\t", "\n", "é", "😀", "-", "'", "\u0001", "\u007f"),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((chars) => `src/f${chars.join("")}x`);

describe("renderPatch", () => {
  it("is a patch from which git makes exactly the text after, whatever the texts and the name", () => {
    const side = fc.option(text, { nil: null });
    fc.assert(
      fc.property(path, side, side, (name, before, after) => {
        fc.pre(before !== after);
        const change = { path: name, before, after };
        expect(applyWithGit([change]).get(name)).toBe(after);
        expect(renderPatch([change])).toBe(renderPatch([{ ...change }]));
      }),
      { numRuns: 150 },
    );
  });

  it("gives parsePatch the lines of both sides back", () => {
    fc.assert(
      fc.property(path, text, text, (name, before, after) => {
        fc.pre(before !== after);
        const [file, ...rest] = parsePatch(renderPatch([{ path: name, before, after }]));
        expect(rest).toEqual([]);
        expect(file).toMatchObject({ path: name, status: "modified" });
        for (const hunk of file!.hunks) {
          for (const entry of hunk.lines) {
            const whole = entry.text + (entry.noNewline ? "" : "\n");
            if (entry.oldLine !== undefined) expect(lineOf(before, entry.oldLine)).toBe(whole);
            if (entry.newLine !== undefined) expect(lineOf(after, entry.newLine)).toBe(whole);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("writes what git diff writes", () => {
    const folder = mkdtempSync(join(tmpdir(), "etna-patch-"));
    const before = `import x from "x";\n\nexport function first() {\n${"  body();\n".repeat(9)}}\n`;
    const after = before.replace(/ {2}body\(\);\n\}/, "  tail();\n}");
    const changes = [
      { path: "new file.ts", before: null, after: "one\ntwo" },
      { path: "gone.ts", before: "x\n", after: null },
      { path: "empty.ts", before: null, after: "" },
      { path: 'sub/é"\t.ts', before, after },
    ];
    const git = (...args: string[]) =>
      execFileSync("git", args, {
        cwd: folder,
        encoding: "utf8",
        env: gitEnv,
      });
    git("init", "-q");
    mkdirSync(join(folder, "sub"));
    for (const change of changes) {
      if (change.before !== null) writeFileSync(join(folder, change.path), change.before);
    }
    git("add", "-A");
    const base = git("write-tree").trim();
    for (const change of changes) {
      if (change.after === null) rmSync(join(folder, change.path));
      else writeFileSync(join(folder, change.path), change.after);
    }
    git("add", "-A");
    const expected = git("diff", "--cached", "--no-renames", base).replace(/^index .*\n/gm, "");
    expect(renderPatch(changes)).toBe(expected);
    expect(parsePatch(git("diff", "--cached", "--no-renames", base))).toEqual(
      parsePatch(renderPatch(changes)),
    );
    rmSync(folder, { recursive: true });
  });

  it("stays exact and quick for a file rewritten from end to end", () => {
    const before = Array.from({ length: 20_000 }, (_, i) => `old ${i}\n`).join("");
    const after = `${Array.from({ length: 20_000 }, (_, i) => `new ${i * 7}\n`).join("")}end`;
    const change = { path: "big.txt", before: `head\n${before}tail\n`, after: `head\n${after}` };
    expect(applyWithGit([change]).get("big.txt")).toBe(change.after);
  });

  it("does not depend on the order of the changes and leaves out what does not change", () => {
    const changes = ["b", "a", "c"].map((path) => ({ path, before: "1\n", after: "2\n" }));
    const idle = { path: "idle", before: "same\n", after: "same\n" };
    expect(renderPatch([idle, ...changes])).toBe(renderPatch(changes.toReversed()));
    expect(renderPatch([idle])).toBe("");
  });

  it.each([
    [[{ path: "../up", before: null, after: "x" }]],
    [[{ path: "/etc/passwd", before: null, after: "x" }]],
    [[{ path: "a/.GIT/config", before: null, after: "x" }]],
    [[{ path: "a", before: null, after: null }]],
    [[{ path: "a", before: "\ud800", after: "x" }]],
    [["1", "2"].map((after) => ({ path: "a", before: "0", after }))],
  ])("refuses %j", (changes) => {
    expect(() => renderPatch(changes)).toThrow(expect.objectContaining({ code: "invalid_input" }));
  });
});

function lineOf(whole: string, number: number): string | undefined {
  return whole.match(/[^\n]*\n|[^\n]+$/g)?.[number - 1];
}
