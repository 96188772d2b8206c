import { describe, expect, it } from "vitest";
import { stepOfCode, totpOf } from "#lib/services/second-factor/totp-code.ts";

const secret = new TextEncoder().encode("12345678901234567890");
const at = (seconds: number) => new Date(seconds * 1000);

describe("a one-time code", () => {
  it.each([
    // RFC 6238, appendix B: SHA-1, the last six digits.
    [59, "287082"],
    [1111111109, "081804"],
    [1234567890, "005924"],
    [20000000000, "353130"],
  ])("is the one of RFC 6238 at %i s", (seconds, code) => {
    expect(stepOfCode(secret, code, at(seconds))).toBe(BigInt(Math.floor(seconds / 30)));
  });

  it("counts one step to either side, under its own step, and no further", () => {
    const middle = 40 * 30 + 15;
    const code = (step: number) => totpOf(secret, "").generate({ timestamp: step * 30_000 });
    for (const step of [39, 40, 41]) {
      expect(stepOfCode(secret, code(step), at(middle))).toBe(BigInt(step));
    }
    for (const step of [37, 38, 42, 43]) {
      expect(stepOfCode(secret, code(step), at(middle))).toBeNull();
    }
  });

  it("is six digits, spaces or not, and nothing else", () => {
    expect(stepOfCode(secret, " 287 082 ", at(59))).toBe(1n);
    for (const text of ["", "28708", "94287082", "28708a", "-87082", "２８７０８２"]) {
      expect(stepOfCode(secret, text, at(59)), text).toBeNull();
    }
  });
});
