import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, type Json } from "#lib/base/index.ts";

/** RFC 8785 word by word, with no short way for what is in order already. */
function byTheLetter(value: Json): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(byTheLetter).join(",")}]`;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, one]) => `${JSON.stringify(key)}:${byTheLetter(one)}`).join(",")}}`;
}

function reversed(value: Json): Json {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(reversed);
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, member]) => [key, reversed(member as Json)]));
}

describe("canonical JSON", () => {
  it("is the same in whatever order the names came", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (any) => {
        const value = JSON.parse(JSON.stringify(any)) as Json;
        expect(canonicalJson(value)).toBe(byTheLetter(value));
        expect(canonicalJson(reversed(value))).toBe(byTheLetter(value));
      }),
    );
    expect(canonicalJson({ "2": 1, "10": [{ b: 1, a: "\u00e9" }] })).toBe(
      '{"10":[{"a":"\u00e9","b":1}],"2":1}',
    );
  });

  it("is no text of half characters and of numbers that JSON lacks, wherever they stand", () => {
    for (const odd of ["\ud800", Number.NaN, Number.POSITIVE_INFINITY]) {
      for (const value of [odd, [odd], { a: odd }, { b: 1, a: { c: [odd] } }]) {
        expect(() => canonicalJson(value)).toThrow();
      }
    }
    expect(() => canonicalJson({ "\ud800": 1 })).toThrow();
  });
});
