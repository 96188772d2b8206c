import type { Check } from "./check.ts";
import { databaseCheck } from "./database.ts";
import { diskCheck } from "./disk.ts";
import { environmentFileCheck } from "./environment-file.ts";

import { localForgeCheck } from "./local-forge.ts";
import { mailCheck } from "./mail.ts";
import { outsideProofsCheck } from "./outside-proofs.ts";
import { programsCheck } from "./programs.ts";
import { publicUrlCheck } from "./public-url.ts";
import { signInCheck } from "./sign-in.ts";
import { wrappingKeysCheck } from "./wrapping-keys.ts";

/** Everything the doctor looks at, in this order. */
export const checks: readonly Check[] = [
  programsCheck,
  environmentFileCheck,
  publicUrlCheck,
  signInCheck,
  databaseCheck,
  wrappingKeysCheck,
  outsideProofsCheck,
  mailCheck,
  localForgeCheck,
  diskCheck,
];

export type { Answer, Check, Level } from "./check.ts";
