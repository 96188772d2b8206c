import { describe, expect, it } from "vitest";
import { clip, columnsOf, padTo, shellWord, table, wrap } from "../../../bin/etna/terminal.ts";

describe("text in a terminal's columns", () => {
  it.each([
    ["plain", 5],
    ["日本語", 6],
    ["한국", 4],
    ["ｆｕｌｌ", 8],
    ["🚀 go", 5],
    ["e\u0301", 1],
    ["naïve", 5],
    ["ﾊﾝｶｸ", 4],
    ["", 0],
  ])("is as wide as it is drawn: %s", (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });

  it("is padded and cut by columns, never within a character", () => {
    expect(padTo("日本", 6)).toBe("日本  ");
    expect(clip("日本語の名前", 6)).toBe("日本…");
    expect(clip("日本語", 6)).toBe("日本語");
    expect(clip("👩🏽‍🚀👩🏽‍🚀👩🏽‍🚀", 4)).toBe("👩🏽‍🚀…");
  });

  it("keeps its columns in a table, numbers to the right", () => {
    const rows = table(
      [
        ["Rule", "Findings"],
        ["名/前", "7"],
        ["js/long-name", "120"],
      ],
      [1],
    );
    expect(rows).toEqual([
      "Rule          Findings",
      "名/前                7",
      "js/long-name       120",
    ]);
  });

  it("is wrapped at words, and begins no line as a command of a runner begins", () => {
    expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
    expect(wrap("x `a ::error::y` z", 4)).toEqual(["x `a ::error::y`", "z"]);
  });

  it("is handed to a shell as one word", () => {
    expect(shellWord("a/b-c.js")).toBe("a/b-c.js");
    expect(shellWord("it's $(x)")).toBe("'it'\\''s $(x)'");
  });
});
