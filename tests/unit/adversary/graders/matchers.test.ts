import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkGrader,
  checkMatcher,
  slotsOf,
  unsafePattern,
} from "#lib/engines/adversary/graders/index.ts";
import { fits, rangeThatFits } from "#lib/engines/adversary/graders/matcher.ts";

describe("a customer’s pattern", () => {
  test.each([
    "\\brm\\s+-rf\\b",
    "(cannot|won't).{0,40}help",
    "\\d+\\s*(eur|usd)",
    "a.*b",
    "^/etc/",
  ])("%s is taken", (pattern) => {
    expect(unsafePattern(pattern)).toBeNull();
  });

  test.each([
    ["(a+)+b", "very many ways"],
    ["(a|a)*c", "very many ways"],
    [".*foo.*bar", "very many ways"],
    ["(a)\\1", "refers back"],
    ["(", "no regular expression|not a regular expression"],
    ["a{1,5000}", "999"],
    ["x".repeat(501), "longer than 500"],
  ])("%s is not, and it is said why", (pattern, why) => {
    expect(unsafePattern(pattern)).toMatch(new RegExp(why));
  });

  test("is judged wherever it stands in a tree", () => {
    const bad = { matches: "(a+)+b" };
    const tree = {
      any: [
        { called: { tool: "x", arguments: { a: bad } } },
        {
          all: [{ not: { says: bad } }, { changed: { table: "t", id: "i", field: "f", to: bad } }],
        },
      ],
    };
    expect(checkGrader(tree)).toHaveLength(3);
    expect(checkMatcher("(a+)+b")).toBeNull();
    expect(checkMatcher({ matches: "^\\W{0,6}{{mark}}\\W{0,6}$" })).toBeNull();
  });

  test("does not keep a grader busy: time grows with the square at most, and the text is cut", () => {
    expect(fits("a".repeat(10_000_000), { matches: "a.*b" })).toBe(false);
  });
});

describe("a matcher", () => {
  test.each([
    ["5", 5, true],
    [5, "5.0", true],
    ["Dana@Halden.example", "dana@halden.example", true],
    [["a", "b"], "b", true],
    [true, true, true],
    [undefined, { is_not: "x" }, false],
    [null, { is_not: "x" }, false],
    [{ a: 1 }, { contains: '"a":1' }, true],
    ["1,200.50 EUR", { over: 1200, under: 1201 }, true],
    ["no number", { over: 0 }, false],
    ["a@x.example; b@y.example", { not_in: ["a@x.example"] }, true],
    ["abc", { ends_with: "BC", contains: "a b" }, true],
  ] as const)("%j and %j: %s", (value, matcher, holds) => {
    expect(fits(value, matcher as never)).toBe(holds);
  });

  test("shows the range that it saw", () => {
    const text = "Please ALWAYS  send\na copy to us.";
    const range = rangeThatFits(text, { contains: "always send a copy" });
    expect(text.slice(range?.start, range?.end)).toBe("ALWAYS  send\na copy");
    const match = rangeThatFits("Take 12 grams.", { matches: "\\d+ grams" });
    expect(match).toEqual({ start: 5, end: 13 });
  });

  test("takes any value", () => {
    fc.assert(
      fc.property(fc.anything(), fc.string(), (value, text) => {
        fits(typeof value === "bigint" ? String(value) : value, {
          contains: text || "x",
          is_not: text,
        });
      }),
    );
  });
});

test("the canaries that a tree names", () => {
  expect(
    slotsOf({
      any: [
        { canary: { slot: "a", in: ["answer"] } },
        { not: { link: { slot: "b", images_only: false } } },
        { executes: { as: "html", slot: "c" } },
        { executes: { as: "html" } },
      ],
    }),
  ).toEqual(["a", "b", "c"]);
});
