import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "#lib/base/index.ts";
import {
  consistencyProof,
  emptyRoot,
  inclusionProof,
  leafHash,
  type NodeReader,
  nodesOfAppend,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from "#lib/engines/verify/index.ts";

const leaves = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
].map((hex) => fromHex(hex)!);

/** The roots that Certificate Transparency's own test data gives for these leaves. */
const roots = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];
const node = {
  l1: "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
  n23: "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
  n4567: "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
  l4: "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
  n67: "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
  n45: "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
};

interface Tree {
  readonly read: NodeReader;
  readonly reads: () => number;
}

async function treeOf(entries: readonly Uint8Array[]): Promise<Tree> {
  const nodes = new Map<string, Uint8Array>();
  let reads = 0;
  const read: NodeReader = async (level, index) => {
    reads++;
    const hash = nodes.get(`${level}/${index}`);
    if (hash === undefined) throw new Error(`asked for the unfinished node ${level}/${index}`);
    return hash;
  };
  for (const [index, entry] of entries.entries()) {
    for (const made of await nodesOfAppend(index, leafHash(entry), read)) {
      nodes.set(`${made.level}/${made.index}`, made.hash);
    }
  }
  return { read, reads: () => reads };
}

function numbered(count: number): readonly Uint8Array[] {
  return Array.from({ length: count }, (_, index) => Uint8Array.of(index >> 8, index & 255));
}

/** RFC 6962 §2.1 as it is written, over OpenSSL's SHA-256. */
function plainRoot(entries: readonly Uint8Array[]): Buffer {
  const hash = (...parts: readonly Uint8Array[]) => {
    return createHash("sha256").update(Buffer.concat(parts)).digest();
  };
  const [only] = entries;
  if (only === undefined) return hash();
  if (entries.length === 1) return hash(Buffer.of(0), only);
  let split = 1;
  while (split * 2 < entries.length) split *= 2;
  return hash(Buffer.of(1), plainRoot(entries.slice(0, split)), plainRoot(entries.slice(split)));
}

describe("the tree of RFC 6962", () => {
  it("has the published roots", async () => {
    const { read } = await treeOf(leaves);
    for (const [index, root] of roots.entries()) {
      expect(toHex(await treeRoot(index + 1, read))).toBe(root);
    }
    expect(toHex(emptyRoot())).toBe(createHash("sha256").digest("hex"));
    expect(toHex(await treeRoot(0, read))).toBe(toHex(emptyRoot()));
  });

  it("gives the published inclusion proofs", async () => {
    const { read } = await treeOf(leaves);
    const paths: readonly [number, number, readonly string[]][] = [
      [0, 1, []],
      [0, 8, [node.l1, node.n23, node.n4567]],
      [5, 8, [node.l4, node.n67, roots[3]!]],
      [2, 3, [roots[1]!]],
      [1, 5, [roots[0]!, node.n23, node.l4]],
    ];
    for (const [index, size, path] of paths) {
      expect((await inclusionProof(index, size, read)).map(toHex)).toEqual(path);
    }
  });

  it("gives the published consistency proofs", async () => {
    const { read } = await treeOf(leaves);
    const proofs: readonly [number, number, readonly string[]][] = [
      [1, 1, []],
      [1, 8, [node.l1, node.n23, node.n4567]],
      [6, 8, [node.n45, node.n67, roots[3]!]],
      [2, 5, [node.n23, node.l4]],
    ];
    for (const [from, to, hashes] of proofs) {
      expect((await consistencyProof(from, to, read)).map(toHex)).toEqual(hashes);
    }
  });

  it("agrees with the plain definition at every size to 130", async () => {
    const entries = numbered(130);
    const { read } = await treeOf(entries);
    for (let size = 1; size <= entries.length; size++) {
      expect(toHex(await treeRoot(size, read))).toBe(
        plainRoot(entries.slice(0, size)).toString("hex"),
      );
    }
  });
});

describe("inclusion", () => {
  it("holds for every leaf at every size to 70, and for no other leaf, place or size", async () => {
    const entries = numbered(70);
    const { read } = await treeOf(entries);
    for (let size = 1; size <= entries.length; size++) {
      const root = await treeRoot(size, read);
      for (let index = 0; index < size; index++) {
        const leaf = leafHash(entries[index]!);
        const hashes = await inclusionProof(index, size, read);
        const proof = { leaf, index, size, hashes };
        expect(verifyInclusion(proof, root)).toBe(true);
        const lies = [
          { ...proof, leaf: leafHash(Uint8Array.of(9)) },
          { ...proof, index: index + 1 },
          { ...proof, hashes: [...hashes, root] },
          ...(hashes.length > 0 ? [{ ...proof, hashes: hashes.slice(1) }] : []),
          { ...proof, index: -1 },
          { ...proof, size: index },
          { ...proof, size: Number.NaN },
        ];
        for (const lie of lies) expect(verifyInclusion(lie, root)).toBe(false);
      }
    }
  });

  it("takes reads in proportion to the logarithm of the size", async () => {
    const { read, reads } = await treeOf(numbered(5000));
    for (const size of [4095, 4096, 4097, 4999, 5000]) {
      for (const index of [0, 1, size >> 1, size - 1]) {
        const before = reads();
        await inclusionProof(index, size, read);
        expect(reads() - before).toBeLessThanOrEqual(26);
      }
    }
  });

  it("refuses to prove what is not there", async () => {
    const { read } = await treeOf(numbered(4));
    await expect(inclusionProof(4, 4, read)).rejects.toThrow("no proof for 4 in a tree of 4");
    await expect(inclusionProof(-1, 4, read)).rejects.toThrow("no proof");
    await expect(consistencyProof(5, 4, read)).rejects.toThrow("no proof");
    await expect(consistencyProof(0, 4, read)).rejects.toThrow("no proof");
  });
});

describe("consistency", () => {
  it("holds between all pairs of sizes to 40, and for no other root", async () => {
    const { read } = await treeOf(numbered(40));
    for (let newSize = 1; newSize <= 40; newSize++) {
      const newRoot = await treeRoot(newSize, read);
      for (let oldSize = 1; oldSize <= newSize; oldSize++) {
        const oldRoot = await treeRoot(oldSize, read);
        const hashes = await consistencyProof(oldSize, newSize, read);
        const proof = { oldSize, newSize, oldRoot, newRoot, hashes };
        const other = leafHash(Uint8Array.of(7, 7, 7));
        expect(verifyConsistency(proof)).toBe(true);
        expect(verifyConsistency({ ...proof, oldRoot: other })).toBe(false);
        expect(verifyConsistency({ ...proof, newRoot: other })).toBe(false);
        expect(verifyConsistency({ ...proof, hashes: [...hashes, other] })).toBe(false);
        for (let at = 0; at < hashes.length; at++) {
          expect(verifyConsistency({ ...proof, hashes: hashes.with(at, other) })).toBe(false);
        }
      }
    }
  });

  it("does not hold between forked trees", async () => {
    const one = await treeOf(numbered(20));
    const two = await treeOf([...numbered(9), ...leaves, ...numbered(3)]);
    const proof = {
      oldSize: 12,
      newSize: 20,
      oldRoot: await treeRoot(12, one.read),
      newRoot: await treeRoot(20, two.read),
      hashes: await consistencyProof(12, 20, two.read),
    };
    expect(verifyConsistency(proof)).toBe(false);
  });
});
