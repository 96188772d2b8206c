import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBase64, toBase64 } from "#lib/base/index.ts";

const bytes = fc.uint8Array({ maxLength: 70 });
const text = fc.string({
  unit: fc.constantFrom(..."AQZaz09+/=-_ \n\u0141é"),
  maxLength: 12,
});

describe("base64", () => {
  it("is written and read as Node does", () => {
    fc.assert(
      fc.property(bytes, (value) => {
        const written = Buffer.from(value).toString("base64");
        expect(toBase64(value)).toBe(written);
        expect(fromBase64(written)).toEqual(value);
      }),
    );
  });

  it("is read in its canonical spelling alone", () => {
    fc.assert(
      fc.property(text, (value) => {
        const again = Buffer.from(value, "base64");
        const isCanonical = again.toString("base64") === value;
        expect(fromBase64(value)).toEqual(isCanonical ? new Uint8Array(again) : null);
      }),
      { numRuns: 5000 },
    );
    for (const odd of ["=", "==", "====", "A===", "AA=A", "A=AA", "AB==", "AAB=", "AA==AAAA"]) {
      expect(fromBase64(odd)).toBeNull();
    }
  });
});
