import { describe, expect, it } from "vitest";
import { AppError, decodeUtf8, type FileChange, utf8, type Workspace } from "#lib/base/index.ts";
import { applyChanges } from "#lib/engines/patch/index.ts";

/** A tree held in memory. */
function workspaceOf(files: Readonly<Record<string, string>>): Workspace {
  return {
    list: async () =>
      Object.entries(files)
        .map(([path, text]) => ({ path, sizeBytes: utf8(text).length }))
        .sort((a, b) => (a.path < b.path ? -1 : 1)),
    skipped: async () => [{ path: "link", reason: "symlink" }],
    read: async (path) => {
      const text = files[path];
      if (text === undefined) throw new AppError("not_found", `There is no file ${path}.`);
      return utf8(text);
    },
  };
}

const base = workspaceOf({ "a.js": "one", "b.js": "two", "d.js": "four" });

describe("applyChanges", () => {
  it("shows changed, new and deleted files and passes the rest through", async () => {
    const changed = applyChanges(base, [
      { path: "a.js", before: "one", after: "é" },
      { path: "c.js", before: null, after: "three" },
      { path: "d.js", before: "four", after: null },
    ]);
    expect(await changed.list()).toEqual([
      { path: "a.js", sizeBytes: 2 },
      { path: "b.js", sizeBytes: 3 },
      { path: "c.js", sizeBytes: 5 },
    ]);
    expect(decodeUtf8(await changed.read("a.js"))).toBe("é");
    expect(decodeUtf8(await changed.read("b.js"))).toBe("two");
    expect(await changed.skipped()).toEqual(await base.skipped());
    await expect(changed.read("d.js")).rejects.toMatchObject({ code: "not_found" });
    await expect(changed.read("e.js")).rejects.toMatchObject({ code: "not_found" });
    expect(decodeUtf8(await base.read("a.js"))).toBe("one");
  });

  it.each<[string, FileChange]>([
    ["a file that reads otherwise", { path: "a.js", before: "ONE", after: "x" }],
    ["a file that is gone", { path: "gone.js", before: "x", after: "y" }],
    ["a new file that is there already", { path: "a.js", before: null, after: "x" }],
  ])("finds %s to be a conflict", async (_, change) => {
    const changed = applyChanges(base, [change]);
    await expect(changed.read("b.js")).rejects.toMatchObject({ code: "conflict" });
    await expect(changed.list()).rejects.toMatchObject({ code: "conflict" });
  });

  it("refuses a file changed twice and a path outside the tree", () => {
    const change = { path: "a.js", before: "one", after: "x" };
    expect(() => applyChanges(base, [change, change])).toThrow(AppError);
    expect(() => applyChanges(base, [{ path: "../x", before: null, after: "x" }])).toThrow(
      AppError,
    );
  });
});
