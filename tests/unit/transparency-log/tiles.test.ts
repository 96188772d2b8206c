import { describe, expect, it } from "vitest";
import {
  readEntryBundle,
  readTilePath,
  tilePath,
  tilesOf,
  writeEntryBundle,
} from "#lib/engines/log/index.ts";

describe("paths of tiles", () => {
  it.each([
    [{ level: 0, index: 1_234_067, width: 256 }, "tile/0/x001/x234/067"],
    [{ level: 0, index: 0, width: 256 }, "tile/0/000"],
    [{ level: 63, index: 999, width: 1 }, "tile/63/999.p/1"],
    [{ level: "entries", index: 1000, width: 255 }, "tile/entries/x001/000.p/255"],
  ] as const)("%o is %s", (tile, path) => {
    expect(tilePath(tile)).toBe(path);
    expect(readTilePath(path.slice("tile/".length))).toEqual(tile);
  });

  it.each([
    "64/000",
    "00/000",
    "0/0",
    "0/00",
    "0/0000",
    "0/x000/000",
    "0/001/234",
    "0/x001/x234",
    "0/x001/x234/067/",
    "0/000.p/0",
    "0/000.p/256",
    "0/000.p/01",
    "0/000.p/",
    "0/000.P/1",
    "entries",
    "entries/",
    "/0/000",
    "-1/000",
    "0/x999/x999/x999/x999/x999/999",
    "0/../000",
    "0/000\n",
    "",
  ])("%j is none", (path) => {
    expect(readTilePath(path)).toBeNull();
  });

  it("a tree of 70,000 has the tiles that the specification counts", () => {
    const widths = (level: number) => tilesOf(level, 70_000).map(({ width }) => width);
    expect(widths(0)).toEqual([...Array(273).fill(256), 112]);
    expect(widths(1)).toEqual([256, 17]);
    expect(widths(2)).toEqual([1]);
    expect(widths(3)).toEqual([]);
    expect(tilesOf("entries", 70_000)).toHaveLength(274);
    expect(tilesOf(0, 256)).toEqual([{ level: 0, index: 0, width: 256 }]);
    expect(tilesOf(1, 256)).toEqual([{ level: 1, index: 0, width: 1 }]);
  });
});

describe("bundles of entries", () => {
  it("come back as they were, the empty and the largest, too", () => {
    const entries = [new Uint8Array(), Uint8Array.of(1), new Uint8Array(65_535).fill(2)];
    expect(readEntryBundle(writeEntryBundle(entries))).toEqual(entries);
    expect([...writeEntryBundle([new Uint8Array(258)]).subarray(0, 2)]).toEqual([1, 2]);
  });

  it("that are cut short are refused, and so is an entry that is too large", () => {
    const bytes = writeEntryBundle([Uint8Array.of(1, 2, 3)]);
    for (const end of [1, 2, 4]) expect(readEntryBundle(bytes.subarray(0, end))).toBeNull();
    expect(() => writeEntryBundle([new Uint8Array(65_536)])).toThrow(/65,535/);
  });
});
