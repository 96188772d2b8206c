import type { Check } from "./check.ts";
import { databaseCheck } from "./database.ts";
import { diskCheck } from "./disk.ts";
import { environmentFileCheck } from "./environment-file.ts";
import { keyFileCheck } from "./key-file.ts";
import { localForgeCheck } from "./local-forge.ts";
import { mailCheck } from "./mail.ts";
import { programsCheck } from "./programs.ts";
import { publicUrlCheck } from "./public-url.ts";
import { signInCheck } from "./sign-in.ts";

/** Everything the doctor looks at, in this order. */
export const checks: readonly Check[] = [
  programsCheck,
  environmentFileCheck,
  publicUrlCheck,
  signInCheck,
  databaseCheck,
  keyFileCheck,
  mailCheck,
  localForgeCheck,
  diskCheck,
];

export type { Answer, Check, Level } from "./check.ts";
