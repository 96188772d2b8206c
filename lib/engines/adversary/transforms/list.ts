import { authority } from "./authority.ts";
import { base64 } from "./base64.ts";
import { bestOfN } from "./best-of-n.ts";
import { contextOverflow } from "./context-overflow.ts";
import { crescendo } from "./crescendo.ts";
import { fiction } from "./fiction.ts";
import { hex } from "./hex.ts";
import { homoglyphs } from "./homoglyphs.ts";
import { htmlHidden } from "./html-hidden.ts";
import { leetspeak } from "./leetspeak.ts";
import { manyShot } from "./many-shot.ts";
import { markdownHidden } from "./markdown-hidden.ts";
import { reversed } from "./reversed.ts";
import { rolePlay } from "./role-play.ts";
import { rot13 } from "./rot13.ts";
import { split } from "./split.ts";
import { splitTurns } from "./split-turns.ts";
import { toolResult } from "./tool-result.ts";
import type { Transform } from "./transform.ts";
import { translation } from "./translation.ts";
import { unicodeTags } from "./unicode-tags.ts";
import { zeroWidth } from "./zero-width.ts";

/** All of them. A changed text needs another `transformsVersion`. */
export const transforms: readonly Transform[] = [
  authority,
  toolResult,
  base64,
  markdownHidden,
  htmlHidden,
  rolePlay,
  crescendo,
  translation,
  homoglyphs,
  split,
  splitTurns,
  fiction,
  zeroWidth,
  unicodeTags,
  manyShot,
  leetspeak,
  contextOverflow,
  rot13,
  hex,
  reversed,
  bestOfN,
];
