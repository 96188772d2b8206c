import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** About 50 bytes of tree a byte of source: this much source is some 50 MB of trees. */
const collectEveryCharacters = 1_000_000;

let parsedCharacters = 0;
let collectGarbage: (() => void) | undefined;

/**
 * Syntax trees live outside the heap that V8 watches, so it sees no reason to collect them and a scan
 * would grow with every file. Counts what was parsed and collects in time.
 */
export function countParsed(characters: number): void {
  parsedCharacters += characters;
  if (parsedCharacters < collectEveryCharacters) return;
  parsedCharacters = 0;
  collectGarbage ??= exposeCollector();
  collectGarbage();
}

/** A context that is made once the flag stands has the function; the running one never gets it. */
function exposeCollector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}
