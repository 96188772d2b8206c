import { describe, expect, it } from "vitest";
import { utf8 } from "#lib/base/index.ts";
import {
  inclusionProof,
  inclusionSteps,
  leafHash,
  nodeHash,
  treeRoot,
} from "#lib/engines/verify/index.ts";

const leaves = Array.from({ length: 40 }, (_, index) => leafHash(utf8(String(index))));
const read = async (level: number, index: number): Promise<Uint8Array> =>
  level === 0
    ? leaves[index]!
    : nodeHash(await read(level - 1, index * 2), await read(level - 1, index * 2 + 1));

describe("a proof step by step", () => {
  it("ends at the root, and its siblings are all other entries once", async () => {
    for (let size = 1; size <= leaves.length; size++) {
      for (let index = 0; index < size; index++) {
        const hashes = await inclusionProof(index, size, read);
        const steps = inclusionSteps({ leaf: leaves[index]!, index, size, hashes });
        expect(steps).toHaveLength(hashes.length);
        expect(steps.at(-1)?.joined ?? leaves[index]).toEqual(await treeRoot(size, read));
        const others = steps.flatMap(({ from, to }) =>
          Array.from({ length: to - from }, (_, at) => from + at),
        );
        expect([...others, index].sort((a, b) => a - b)).toEqual([...Array(size).keys()]);
        for (const { side, from } of steps) expect(side === "left").toBe(from < index);
      }
    }
  });
});
