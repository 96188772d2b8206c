import type { Detection, Rule } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { envFileExamples } from "./env-file.examples.ts";
import { besideEnvFile, giveUpEnvFile } from "./env-file-fix.ts";
import { envLines, isEnvFile, secretLines } from "./env-lines.ts";
import { findSecretValues } from "./secret-values.ts";

export const envFile: Rule = {
  id: "secrets/env-file",
  title: "Environment file with secrets committed",
  fixTitle: "Take the environment file out of the repository",
  cwe: "CWE-538",
  severity: "critical",
  fixClass: "B",
  languages: ["other"],
  why:
    "An environment file in the repository gives its secrets to everyone who can read it, and its " +
    "history keeps them for ever: rotate every value in it, as deleting the file does not take them " +
    "back. The fix deletes it, keeps its names in an example file, and has git ignore it.",
  notSeen:
    "Values that look like placeholders or like those of a machine of development, variables whose name " +
    "does not say that they are secret, and the history before the scanned commit. Without an example " +
    "file beside it or a line in `.gitignore`, the file may be meant to be there, and is only reported.",
  appliesTo: isEnvFile,
  detect,
  fixFiles: { beside: besideEnvFile, changes: giveUpEnvFile },
  examples: envFileExamples,
};

const maxNames = 3;
/** `1`, `dev` and `3000` give nothing away, and are words of many a message. */
const minHidden = 5;

async function detect(file: SourceFile): Promise<readonly Detection[]> {
  const known = await findSecretValues(file.path, file.text);
  // A test's own settings are secret only where a value has the shape of a live one.
  if (isTestPath(file.path) && known.length === 0) return [];
  const lines = await secretLines(file.path, file.text);
  const [first] = lines;
  const place = first?.nameRange ?? known[0];
  if (place === undefined) return [];
  const names = lines.map(({ name }) => `\`${name}\``);
  const more = names.length > maxNames ? ` and ${names.length - maxNames} more` : "";
  const listed = names.length === 0 ? "a secret" : names.slice(0, maxNames).join(", ") + more;
  const message =
    `This file is committed with the value of ${listed}: everyone who can read this repository or its ` +
    "history has it. Rotate it first.";
  // What a variable is for, only its name says: of this file no value is shown.
  const hides = envLines(file.text)
    .map(({ value }) => value)
    .filter((value) => value.end - value.start >= minHidden);
  const { start, end } = place;
  return [{ start, end, code: "environment file", symbol: "", message, hides }];
}
