import { sha256Hex } from "../fingerprint.ts";
import type { Detection, Rule } from "../rule.ts";
import { maxDetections } from "../scan-file.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { enclosingSymbol } from "../syntax.ts";
import { languages } from "../text.ts";
import { committedExamples } from "./committed.examples.ts";
import { readFromEnvironment } from "./committed-fix.ts";
import { isEnvFile } from "./env-lines.ts";
import { literalAround } from "./literal.ts";
import { findSecretValues } from "./secret-values.ts";

export const committedSecret: Rule = {
  id: "secrets/committed",
  title: "Secret committed to the repository",
  fixTitle: "Read the secret from the environment",
  cwe: "CWE-798",
  severity: "critical",
  fixClass: "B",
  languages,
  why:
    "A secret in the source is known to everyone who can read the repository, and stays in its " +
    "history for ever. Rotate it first: the old value must stop working. The fix then reads the new " +
    "one from the environment.",
  notSeen:
    "Secrets without a recognisable shape (a plain password in a variable), encoded or encrypted " +
    "ones, and the history before the scanned commit. Local addresses, well-known placeholders and " +
    "the addresses and private keys in tests, and addresses in Markdown, are left alone. A committed `.env` is what `secrets/env-file` reports.",
  appliesTo: (path) =>
    !isEnvFile(path) &&
    !/(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|[^/]+\.lock|go\.sum)$/.test(
      path,
    ),
  detect,
  fix: readFromEnvironment,
  examples: committedExamples,
};

async function detect(file: SourceFile): Promise<readonly Detection[]> {
  const test = isTestPath(file.path);
  const all = (await findSecretValues(file.path, file.text)).slice(0, maxDetections);
  const values = all.filter(
    ({ vendor }) =>
      !(test && vendor === "privatekey") &&
      !((test || isText(file.path)) && /^(?:basicauth|database-connection-string)$/.test(vendor)),
  );
  const root = values.length === 0 ? null : file.root();
  return values.map((value) => {
    const literal = root === null ? null : literalAround(root, value);
    const where = literal?.name ? ` in \`${literal.name}\`` : "";
    // Sixteen bits tell two secrets apart and are of no use for guessing one.
    const mark = sha256Hex(file.text.slice(value.start, value.end)).slice(0, 4);
    return {
      start: value.start,
      end: value.end,
      code: `${value.kind} ${literal?.name ?? ""} ${mark}`,
      symbol: literal === null ? "" : enclosingSymbol(literal.node),
      message:
        `${article(value.kind)} stands in the source${where}. Everyone who can read this repository ` +
        "or its history has it: rotate it, then read the new one from the environment.",
    };
  });
}

/** Pages that explain a set-up show addresses with made-up passwords. */
function isText(path: string): boolean {
  return /\.(?:mdx?|rst|adoc)$/i.test(path);
}

function article(kind: string): string {
  return `${/^[AEIOU](?!ser)/.test(kind) && !/^U[st]/.test(kind) ? "An" : "A"} ${kind}`;
}
