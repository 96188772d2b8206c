import { AppError, utf8 } from "#lib/base/index.ts";
import { tilePath, tilesOf, tileWidth } from "#lib/engines/log/index.ts";
import {
  describeLog,
  jsonFile,
  type ProofFile,
  readLogTile,
} from "#lib/services/provenance/index.ts";

/**
 * `log/…`: the whole log at this head, as C2SP tlog-tiles serves it. It is of every organization, and
 * holds hashes, signatures and public keys alone. The checkpoint comes last: what it signs is there.
 */
export async function* logFiles(checkpoint: string, size: number): AsyncGenerator<ProofFile> {
  yield jsonFile("log/log.json", await describeLog());
  for (const level of levelsOf(size)) {
    for (const tile of tilesOf(level, size)) {
      const path = tilePath(tile);
      const bytes = await readLogTile(path.slice("tile/".length));
      if (bytes === null) throw new AppError("internal", "The log lost a tile of its own.");
      yield { path: `log/${path}`, bytes };
    }
  }
  yield { path: "log/checkpoint", bytes: utf8(checkpoint) };
}

function levelsOf(size: number): readonly (number | "entries")[] {
  const levels: (number | "entries")[] = ["entries"];
  for (let level = 0; size >= tileWidth ** level; level++) levels.push(level);
  return levels;
}
