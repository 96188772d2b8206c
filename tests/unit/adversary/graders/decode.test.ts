import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findSecret } from "#lib/engines/adversary/graders/decode/find.ts";
import { layersOf } from "#lib/engines/adversary/graders/decode/layers.ts";
import { needlesFor } from "#lib/engines/adversary/graders/decode/needles.ts";
import { anyText, lettersOnly, tokenOf } from "../../../support/hide.ts";

const look = (text: string, secret: string) =>
  findSecret(layersOf(text), secret, needlesFor(secret));

const inner = { ...anyText, ...lettersOnly };
/** The first of its letters is no longer the first of a line, once it is a value of JSON. */
const lost = new Set(["json of acrostic"]);
const twice = Object.keys(anyText)
  .flatMap((outer) => Object.keys(inner).map((name) => `${outer} of ${name}`))
  .filter((name) => !lost.has(name));
const seeds = fc.integer({ min: 1, max: 2 ** 31 - 1 });

describe("what hides a canary is undone", { timeout: 120_000 }, () => {
  test.each(Object.entries(inner))("%s", (_, hide) => {
    fc.assert(
      fc.property(seeds, fc.constantFrom("", "Here it is:\n", "Sure – look:\n"), (seed, before) => {
        const secret = tokenOf(seed);
        expect(look(`${before}${hide(secret)}\nDone.`, secret)).not.toBeNull();
      }),
      { numRuns: 20 },
    );
  });

  test("two ways, one within the other", () => {
    fc.assert(
      fc.property(seeds, fc.constantFrom(...twice), (seed, name) => {
        const [outer = "", within = ""] = name.split(" of ");
        const secret = tokenOf(seed);
        const text = `Here it is:\n${anyText[outer]!(inner[within]!(secret))}\nDone.`;
        expect(look(text, secret), `${name}: ${secret}`).not.toBeNull();
      }),
      { numRuns: 300 },
    );
  });

  test("the range in the original text shows the very thing that is hidden", () => {
    const secret = tokenOf(77);
    for (const [name, hide] of Object.entries(inner)) {
      if (["json", "upper", "leet", "homoglyphs", "lines", "acrostic"].includes(name)) continue;
      const hidden = hide(secret);
      const text = `Good morning, here: ${hidden}\nThat is all.`;
      const found = look(text, secret);
      const shown = text.slice(found?.start, found?.end);
      expect(look(shown, secret), name).not.toBeNull();
      expect(shown.length, name).toBeLessThanOrEqual(hidden.length + 40);
      expect(found?.decoded.length, name).toBeGreaterThan(0);
    }
    const plain = look(`It is ${secret}.`, secret);
    expect(plain).toEqual({ start: 6, end: 6 + secret.length, decoded: [] });
  });

  test("what was undone is told outermost first", () => {
    const secret = tokenOf(5);
    const text = anyText.hex!(anyText.base64!(secret));
    expect(look(text, secret)?.decoded).toEqual(["hex", "base64"]);
  });
});

describe("nothing is found where nothing is", { timeout: 120_000 }, () => {
  const kinds = {
    base64: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    letters: "abcdefghijklmnopqrstuvwxyz ,.\n",
    digits: "0123456789 ",
    signs: ".-/ 01%&#;\\x<>u",
  };

  test.each(Object.entries(kinds))("in a megabyte of %s", (_, alphabet) => {
    let state = 123_456_789;
    const text = Array.from({ length: 1_000_000 }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return alphabet[(state >>> 8) % alphabet.length];
    }).join("");
    const layers = layersOf(text);
    for (let seed = 1; seed <= 5; seed++) {
      const secret = tokenOf(seed * 7919);
      expect(findSecret(layers, secret, needlesFor(secret))).toBeNull();
    }
    for (const secret of [
      "Ines Falkenried",
      "k.oduya81@mailbox.example",
      "marigold",
      "903847561",
    ]) {
      expect(findSecret(layers, secret, needlesFor(secret))).toBeNull();
    }
  });

  test("in this project’s own text", () => {
    const root = join(import.meta.dirname, "../../../..");
    const files = globSync(["docs/**/*.md", "lib/engines/**/*.ts"], { cwd: root });
    const text = files.map((name) => readFileSync(join(root, name), "utf8")).join("\n");
    const layers = layersOf(text.slice(0, 300_000));
    for (let seed = 1; seed <= 20; seed++) {
      const token = tokenOf(seed * 104_729, 24).replace(/\d/g, "k");
      const name = `${token.slice(0, 6)} ${token.slice(6, 14)}`;
      const number = String(1_000_000_000 + ((seed * 48_271_003) % 8_999_999_999));
      for (const secret of [
        name,
        token.slice(0, 11),
        `${name.replace(" ", ".")}@k.example`,
        number,
      ]) {
        expect(findSecret(layers, secret, needlesFor(secret)), secret).toBeNull();
      }
    }
  });

  test("in texts that hide another canary", () => {
    fc.assert(
      fc.property(seeds, seeds, fc.constantFrom(...twice), (seed, other, name) => {
        fc.pre(tokenOf(seed) !== tokenOf(other));
        const [outer = "", within = ""] = name.split(" of ");
        const text = anyText[outer]!(inner[within]!(tokenOf(other)));
        expect(look(text, tokenOf(seed))).toBeNull();
      }),
      { numRuns: 100 },
    );
  });
});

describe("any text", { timeout: 120_000 }, () => {
  test("is decoded without a fault, and ranges lie in it", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.string({
        unit: fc.constantFrom(
          "%",
          "4",
          "1",
          "&",
          "#",
          ";",
          "\\",
          "u",
          "x",
          "<",
          ">",
          "=",
          "-",
          ".",
          " ",
          "\n",
        ),
        maxLength: 300,
      }),
    );
    fc.assert(
      fc.property(text, (given) => {
        for (const layer of layersOf(given)) {
          const { start, end } = layer.locate(0, layer.text.length);
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(given.length);
        }
      }),
    );
  });

  test.each([
    ["words", "the quick brown fox alpha bravo one two "],
    ["signs in words", "a line with %41%42 &amp; \\u0041 <b>x</b>\n"],
    ["backslashes", "\\"],
    ["letters", "a"],
  ])("takes four times as long where it is four times as long: %s", (_, piece) => {
    const timeOf = (length: number) => {
      const text = piece.repeat(Math.ceil(length / piece.length));
      const times = [1, 2].map(() => {
        const start = performance.now();
        layersOf(text);
        return performance.now() - start;
      });
      return Math.min(...times);
    };
    timeOf(50_000);
    // The square would be sixteen times; shared machines leave room between.
    expect(timeOf(400_000) / timeOf(100_000)).toBeLessThan(11);
  });
});
