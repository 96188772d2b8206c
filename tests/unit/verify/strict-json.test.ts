import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maxBundleBytes, parseBundleText, parseStrictJson } from "#lib/engines/verify/index.ts";

function reasonFor(text: string): string {
  const parsed = parseBundleText(text);
  return parsed.ok ? "" : parsed.reason;
}

describe("parseBundleText", () => {
  it("reads what JSON.parse reads, where that can mean one thing only", () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ depthSize: "small", noUnicodeString: false }),
        fc.constantFrom(0, 2),
        (value, indent) => {
          const text = JSON.stringify(value, null, indent);
          const parsed = parseBundleText(text);
          if (parsed.ok) expect(parsed.value).toEqual(JSON.parse(text));
          else expect(parsed.reason).toMatch(/number|reserved/);
        },
      ),
      { seed: 7, numRuns: 500 },
    );
    const tricky = '{"a":{"a":1,"b":"x\\"y:{"},"b":[{"a":1},{"a":"\\\\"}],"":"[[["}';
    expect(parseBundleText(tricky)).toEqual({ ok: true, value: JSON.parse(tricky) });
  });

  it("refuses a name that occurs twice, also when it is spelled differently", () => {
    expect(reasonFor('{"a":1,"a":2}')).toContain("occurs twice");
    expect(reasonFor('{"a":1,"b":{},"\\u0061" :2}')).toContain("occurs twice");
    expect(reasonFor('{"x":[{"a":1 , "a"\n:1}]}')).toContain("occurs twice");
  });

  it("refuses the names that reach into prototypes", () => {
    for (const name of ["__proto__", "constructor", "prototype", "\\u005f_proto__"]) {
      expect(reasonFor(`{"${name}":1}`)).toContain("reserved name");
    }
  });

  it("refuses numbers that not every program reads alike", () => {
    for (const number of [
      "1e3",
      "1.5",
      "9007199254740993",
      "1".repeat(100_000),
      "-1E400",
      "1e-7",
    ]) {
      expect(reasonFor(`{"a":${number}}`)).toContain("number");
    }
    expect(parseBundleText('[0,-1,999999999999999,"1e3"]').ok).toBe(true);
  });

  it("refuses depth and size before anything is built", () => {
    expect(reasonFor("[".repeat(500_000))).toContain("levels deep");
    expect(reasonFor('{"a":'.repeat(100_000))).toContain("levels deep");
    expect(reasonFor(`"${"x".repeat(maxBundleBytes)}"`)).toContain("larger");
    expect(parseStrictJson("[1,2]", 4).ok).toBe(false);
  });

  it("refuses what is not JSON, without throwing", () => {
    for (const text of [
      "",
      "{",
      '"',
      '{"a"',
      "]",
      ":",
      '"a":',
      "{'a':1}",
      "[1,]",
      "nul",
      "\\",
      '{"a":1}x',
      "\ufeff{}",
    ]) {
      expect(reasonFor(text)).not.toBe("");
    }
  });
});
