/** How many hashes a full tile has, and how many levels of the tree one spans. */
export const tileWidth = 256;
export const tileHeight = 8;

/** One tile of hashes, or one bundle of entries (C2SP tlog-tiles). */
export interface TileAddress {
  /** Level of tiles: level 0 holds leaf hashes. */
  readonly level: number | "entries";
  readonly index: number;
  /** 256 for a full one. */
  readonly width: number;
}

/** Its path below the log's address, such as `tile/0/x001/234.p/17`. */
export function tilePath({ level, index, width }: TileAddress): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/\d{3}/g) ?? [];
  const elements = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group));
  const partial = width === tileWidth ? "" : `.p/${width}`;
  return `tile/${level}/${elements.join("/")}${partial}`;
}

const form = /^(entries|[0-9]|[1-5][0-9]|6[0-3])\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** Reads what stands behind `tile/`; null for anything that is not written in this one way. */
export function readTilePath(path: string): TileAddress | null {
  const [, level = "", elements = "", partial] = form.exec(path) ?? [];
  const index = Number(elements.replaceAll(/[x/]/g, ""));
  const width = partial === undefined ? tileWidth : Number(partial);
  if (elements === "" || width > tileWidth || (partial !== undefined && width === tileWidth)) {
    return null;
  }
  if (!Number.isSafeInteger(index * tileWidth + tileWidth)) return null;
  const tile = { level: level === "entries" ? level : Number(level), index, width } as const;
  return tilePath(tile) === `tile/${path}` ? tile : null;
}

/** Every tile of one level in a tree of this size, in their order; partial ones as that tree has them. */
export function tilesOf(level: TileAddress["level"], size: number): readonly TileAddress[] {
  const hashes = Math.floor(size / tileWidth ** (level === "entries" ? 0 : level));
  return Array.from({ length: Math.ceil(hashes / tileWidth) }, (_, index) => ({
    level,
    index,
    width: Math.min(tileWidth, hashes - index * tileWidth),
  }));
}
