import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  integerBelow,
  pick,
  type Random,
  seededRandom,
  shuffle,
} from "#lib/engines/adversary/random.ts";
import { xoshiro128 } from "#lib/engines/adversary/xoshiro.ts";

function drawn<Value>(count: number, draw: () => Value): Value[] {
  return Array.from({ length: count }, draw);
}

/** A source that gives these 32 bits, one after the other. */
function scripted(...bits: number[]): Random {
  return () => (bits.shift() ?? 0) / 2 ** 32;
}

describe("xoshiro128**", () => {
  it("gives what the authors' xoshiro128starstar.c 1.1 gives for the state 1, 2, 3, 4", () => {
    // As printed in the tests of the Rust crate rand_xoshiro, made there with the reference code.
    expect(drawn(10, xoshiro128([1, 2, 3, 4]))).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597,
      4258142804,
    ]);
  });
});

describe("a seeded source", () => {
  it.each(["", "etna", "run 7/order", "ключ 🔑"])(
    "for %j begins at its SHA-256, lowest byte first",
    (seed) => {
      const digest = createHash("sha256").update(seed, "utf8").digest();
      const word = (at: number) => digest.readUInt32LE(at);
      const bits = xoshiro128([word(0), word(4), word(8), word(12)]);
      expect(drawn(20, seededRandom(seed))).toEqual(drawn(20, () => bits() / 2 ** 32));
    },
  );

  it("stays what it was, so that plans do", () => {
    const random = seededRandom("etna");
    expect(drawn(5, () => random() * 2 ** 32)).toEqual([
      803379243, 2044925169, 3354002227, 2659684299, 2444891803,
    ]);
    expect(drawn(10, () => integerBelow(random, 100))).toEqual([
      34, 28, 4, 50, 41, 49, 96, 9, 7, 24,
    ]);
    expect(shuffle(random, [..."abcdefghij"]).join("")).toBe("hjfgdieacb");
  });

  it("gives another stream for another seed, and one that is even", () => {
    expect(drawn(4, seededRandom("a"))).not.toEqual(drawn(4, seededRandom("b")));
    const mean = drawn(100_000, seededRandom("a")).reduce((sum, one) => sum + one) / 100_000;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.004);
  });
});

describe("a whole number below a bound", () => {
  it("is one", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 2 ** 32 }), (seed, bound) => {
        const value = integerBelow(seededRandom(seed), bound);
        expect(Number.isInteger(value) && value >= 0 && value < bound).toBe(true);
      }),
    );
  });

  it("prefers none: with a remainder alone, half of these would be in the first third", () => {
    const random = seededRandom("no bias");
    const inFirst = drawn(30_000, () => integerBelow(random, 3 * 2 ** 30)).filter(
      (n) => n < 2 ** 30,
    );
    expect(Math.abs(inFirst.length / 30_000 - 1 / 3)).toBeLessThan(0.01);
  });

  it("is drawn again past the last whole multiple, and only there", () => {
    expect(integerBelow(scripted(2 ** 32 - 1, 7), 3)).toBe(1);
    expect(integerBelow(scripted(2 ** 32 - 2, 7), 3)).toBe(2);
    expect(integerBelow(scripted(2 ** 32 - 1), 2 ** 32)).toBe(2 ** 32 - 1);
  });

  it.each([0, -1, 1.5, 2 ** 32 + 1, Number.NaN])("refuses the bound %d", (bound) => {
    expect(() => integerBelow(seededRandom(""), bound)).toThrow("No whole number is drawn below");
  });
});

describe("picking and shuffling", () => {
  it("picks each as often, and nothing from nothing", () => {
    const random = seededRandom("pick");
    const counts = Map.groupBy(
      drawn(40_000, () => pick(random, ["a", "b", "c", "d"])),
      (item) => item,
    );
    for (const item of ["a", "b", "c", "d"]) {
      expect(Math.abs((counts.get(item)?.length ?? 0) - 10_000)).toBeLessThan(400);
    }
    expect(() => pick(random, [])).toThrow("No whole number is drawn below 0.");
  });

  it("keeps what is shuffled, and the list as it was", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.integer()), (seed, items) => {
        const before = [...items];
        const shuffled = shuffle(seededRandom(seed), items);
        expect(items).toEqual(before);
        expect(shuffled.toSorted()).toEqual(before.toSorted());
      }),
    );
  });

  it("gives each of 24 orders as often", () => {
    const random = seededRandom("orders");
    const orders = Map.groupBy(
      drawn(24_000, () => shuffle(random, [..."abcd"]).join("")),
      (order) => order,
    );
    expect(orders.size).toBe(24);
    for (const found of orders.values()) expect(Math.abs(found.length - 1000)).toBeLessThan(150);
  });
});
