import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { globFault, globMatcher } from "#lib/engines/rules/config/globs.ts";

describe("a path pattern", () => {
  it.each([
    ["**/*.ts", "a.ts", true],
    ["**/*.ts", "a/b/c.ts", true],
    ["**/*.ts", "a/b/c.js", false],
    ["*.{js,ts}", "x.ts", true],
    ["*.{js,ts}", "y/x.ts", false],
    ["src/**", "src/a/.b", true],
    ["src/**", "srcs/a", false],
    ["src", "src/a/b", true],
    ["src/", "src/a/b", true],
    ["src", "src2/a", false],
    ["a/**/b", "a/b", true],
    ["a/**/b", "a/x/y/b", true],
    ["a/**/b", "a/xb", false],
    ["**/docs", "docs/y", true],
    ["**/docs/**", "x/docs/y", true],
    ["**/test/*.js", "atest/b.js", false],
    ["[a-c]?", "bx", true],
    ["[!a-c]x", "bx", false],
    [".github/*", ".github/x", true],
    ["a?c", "a/c", false],
  ])("%s and %s: %s", (pattern, path, answer) => {
    expect(globMatcher(pattern)(path)).toBe(answer);
  });

  it.each(["", "/abs", "../up", "a/./b", "!a", "a\\b", "{a", "{a,b}".repeat(8), "x".repeat(301)])(
    "%s is refused with a reason",
    (pattern) => {
      expect(globFault(pattern)).toMatch(/\w/);
      expect(() => globMatcher(pattern)).toThrow();
    },
  );

  it("is tried once, however it is written", () => {
    // A matcher that backtracks needs longer than the universe for either.
    expect(globMatcher(`${"*a".repeat(100)}b`)("a".repeat(3000))).toBe(false);
    expect(globMatcher(`${"**/*a".repeat(50)}b`)("a/".repeat(1500))).toBe(false);
  });

  it("never throws on a path, and finds each path by itself", () => {
    const name = fc.stringMatching(/^[a-z0-9_-]{1,8}$/);
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 6 }), fc.string(), (names, any) => {
        const path = names.join("/");
        expect(globMatcher(path)(path)).toBe(true);
        expect(globMatcher("**")(path)).toBe(true);
        globMatcher("**/[a-z]*/{b,c}?")(any);
      }),
    );
  });
});
