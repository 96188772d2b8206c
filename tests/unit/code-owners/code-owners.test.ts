import { describe, expect, it } from "vitest";
import { ownersOf, parseCodeOwners } from "#lib/engines/code-owners/index.ts";

function owners(text: string, path: string): readonly string[] {
  return ownersOf(parseCodeOwners(text), path);
}

describe("a pattern of CODEOWNERS", () => {
  it.each([
    ["*", "README.md", true],
    ["*", "deep/er/file.js", true],
    ["*.js", "app.js", true],
    ["*.js", "src/deep/app.js", true],
    ["*.js", "app.jsx", false],
    ["/*.js", "app.js", true],
    ["/*.js", "src/app.js", false],
    ["README.md", "docs/README.md", true],
    ["/README.md", "docs/README.md", false],
    ["docs/", "docs/a/b.md", true],
    ["docs/", "src/docs/b.md", true],
    ["docs/", "docs", false],
    ["/docs/", "src/docs/b.md", false],
    ["/docs", "docs/b.md", false],
    ["/docs/*", "docs/b.md", true],
    ["/docs/*", "docs/a/b.md", false],
    ["/docs/**/*.md", "docs/b.md", true],
    ["/docs/**/*.md", "docs/a/c/b.md", true],
    ["/docs/**/index.md", "docs/index.md", true],
    ["/**/test/", "a/b/test/c.js", true],
    ["fo?.js", "foo.js", true],
    ["fo?.js", "fo/.js", false],
    ["[ab].js", "b.js", true],
    ["[!ab].js", "b.js", false],
    ["[a-c].js", "b.js", true],
    ["\\#note", "#note", true],
    ["with\\ space.md", "with space.md", true],
    [".gitlab-ci.yml", ".gitlab-ci.yml", true],
    ["*", ".hidden", true],
    ["a.c", "abc", false],
    ["(x)+", "(x)+", true],
  ])("%s: %s is %s", (pattern, path, isOwned) => {
    expect(owners(`${pattern} @ana`, path)).toEqual(isOwned ? ["ana"] : []);
  });

  it("takes no longer than pattern times path, whatever it holds", () => {
    const pattern = `${"*a".repeat(2000)}b`;
    expect(owners(`${pattern} @ana`, "a".repeat(4000))).toEqual([]);
    expect(owners(`${"**/".repeat(1000)}b @ana`, `${"a/".repeat(1000)}a`)).toEqual([]);
  });
});

describe("CODEOWNERS", () => {
  it("asks whom the last match names, and nobody where that names nobody", () => {
    const text = "* @ana\n*.js @ben @cy\n/src/free.js\n";
    expect(owners(text, "README.md")).toEqual(["ana"]);
    expect(owners(text, "src/app.js")).toEqual(["ben", "cy"]);
    expect(owners(text, "src/free.js")).toEqual([]);
  });

  it("has sections, each with its own last match and its own standing owners", () => {
    const text = [
      "* @ana",
      "[Docs] @dora",
      "*.md",
      "/docs/api.md @ben",
      "^[Security][2]",
      "*.md @eve",
      "[docs]",
      "/docs/late.md @cy",
    ].join("\r\n");
    expect(owners(text, "x.md")).toEqual(["ana", "dora", "eve"]);
    expect(owners(text, "docs/api.md")).toEqual(["ana", "ben", "eve"]);
    expect(owners(text, "docs/late.md")).toEqual(["ana", "cy", "eve"]);
    expect(owners(text, "x.js")).toEqual(["ana"]);
  });

  it("leaves out what a section takes away", () => {
    const text = "* @ana\n!package-lock.json\n";
    expect(owners(text, "package.json")).toEqual(["ana"]);
    expect(owners(text, "package-lock.json")).toEqual([]);
  });

  it("keeps people alone, once each, and no comment", () => {
    const text = "# all\n* @ana @acme/team @@maintainers a@b.example @ana @ben # not @eve\n";
    expect(owners(text, "x")).toEqual(["ana", "ben"]);
    expect(owners("", "x")).toEqual([]);
    expect(owners("[unclosed @ana\n", "x")).toEqual([]);
  });
});
