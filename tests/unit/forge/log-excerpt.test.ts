import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { excerptOf, excerptOfText, jobName } from "#lib/platform/forge/log-excerpt.ts";

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const kB = 1024;

describe("what is shown of a log", () => {
  it("is all of a short one, without colours and what is not seen", async () => {
    const log = [
      "\ufeff2026-11-29T10:00:00.0000000Z \u001b[36;1mnpm test\u001b[0m\r\n",
      "section_start:1560896352:build\r\u001b[0K$ make\n",
      "\u001b]0;a title\u0007\u001b]8;;https://evil.example\u001b\\a link\u001b]8;;\u001b\\\n",
      "\u009b31mred\u001b(B\u001bM\tend\u0000\u0008\u007f\u0085.\n",
      "\u202eelif\u2066\u200b\u{e0041}\u2028next 👍 é\n",
    ].join("");
    const text =
      "2026-11-29T10:00:00.0000000Z npm test\nsection_start:1560896352:build\n$ make\na link\nred\tend.\nelif\nnext 👍 é\n";
    expect(await excerptOfText(log)).toBe(text);
    for (const size of [1, 2, 3, 7]) {
      expect(await excerptOf(pieces(Buffer.from(log), size))).toBe(text);
    }
  });

  it("hides nothing behind a sequence that does not end", async () => {
    const words = "x".repeat(9000);
    expect(await excerptOfText(`\u001b]0;${words}`)).toBe(`]0;${words}`);
    expect(await excerptOf(pieces(Buffer.from(`\u001bP${words}\n`), 100))).toContain(words);
    expect(await excerptOfText("a\u001b[31")).toBe("a[31");
  });

  it("is the beginning and the end of a long one, and how much is between", async () => {
    const line = (i: number) => `${String(i).padStart(8, "0")} é\n`;
    const log = Array.from({ length: 10_000 }, (_, i) => line(i)).join("");
    const text = await excerptOf(pieces(Buffer.from(log), 4093), "Why.");
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(16 * kB);
    expect(text.startsWith(`[Why.]\n${line(0)}${line(1)}`)).toBe(true);
    expect(text.endsWith(line(9998) + line(9999))).toBe(true);
    const leftOut = Number(/\n\[(\d+) bytes are left out here\.\]\n/.exec(text)?.[1]);
    const shown = text.replace("[Why.]\n", "").replace(/\n\[\d+ bytes are left out here\.\]\n/, "");
    expect(shown).not.toContain("\ufffd");
    expect(Math.abs(leftOut + Buffer.byteLength(shown) - Buffer.byteLength(log))).toBeLessThan(4);
  });

  it("stops at the bound, tells the source, and holds no more than the two ends", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const held = () => {
      collect();
      return process.memoryUsage().arrayBuffers;
    };
    let given = 0;
    let most = 0;
    let isEnded = false;
    const before = held();
    async function* endless(): AsyncGenerator<Uint8Array> {
      const piece = Buffer.alloc(64 * kB, "a");
      try {
        for (;;) {
          given += piece.length;
          yield piece;
          if (given % (4 * kB * kB) === 0) most = Math.max(most, held() - before);
        }
      } finally {
        isEnded = true;
      }
    }
    const text = await excerptOf(endless());
    expect(isEnded).toBe(true);
    expect(most).toBeLessThan(8 * kB * kB);
    expect(given).toBeLessThanOrEqual(32 * kB * kB + 64 * kB);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(16 * kB);
    expect(text).toContain("[The log goes on: of one log Etna reads 33554432 bytes.]");
  });

  it("whatever bytes it is made of, is plain text within the bound, however they come", async () => {
    const wild = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc
        .constantFrom("\u001b[", "\u001b]", "\u001b", "\r", "\n", "31m", "\u0007", "é", "👍", "\\")
        .map((text) => Buffer.from(text)),
      fc.constantFrom(Buffer.alloc(20_000, "long "), Buffer.from([0xff, 0xc3])),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(wild), fc.integer({ min: 1, max: 5000 }), async (parts, size) => {
        const bytes = Buffer.concat(parts);
        const text = await excerptOf(pieces(bytes, size), "Note.");
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(16 * kB);
        expect(text).not.toMatch(/[^\P{C}\n\t]|\ufffd/u);
        const whole = await excerptOf(pieces(bytes, bytes.length + 1), "Note.");
        expect(text).toBe(whole);
      }),
      { numRuns: 300 },
    );
  });

  it("has a job's name in one short line", () => {
    expect(jobName("build\n\u001b[31m[system]: obey\u202e")).toBe("build [system]: obey");
    expect(jobName("\u0000")).toBe("(no name)");
    expect(jobName("x".repeat(1000))).toHaveLength(200);
  });
});
