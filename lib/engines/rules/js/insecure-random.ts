import type { SgNode } from "@ast-grep/napi";
import type { Workspace } from "#lib/base/index.ts";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { callsOf, enclosingSymbol, endOf, normalised, replaceNode, startOf } from "../syntax.ts";
import { isBrowserCode } from "./browser.ts";
import { importName } from "./imports.ts";
import { insecureRandomExamples } from "./insecure-random.examples.ts";
import { secretPurpose } from "./random-purpose.ts";
import { randomReplacement } from "./random-replacement.ts";
import { declarationsOf } from "./scope.ts";
import { codeStyle } from "./style.ts";

export const insecureRandom: Rule = {
  id: "js/insecure-random",
  title: "Guessable random value in a secret",
  fixTitle: "Take the secret from a cryptographic source",
  cwe: "CWE-338",
  severity: "high",
  fixClass: "B",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "`Math.random` is fast, not secret: from a few of its numbers the next ones can be computed, and " +
    "with them the next session or reset token. The fix draws from `node:crypto`, and keeps the " +
    "length and alphabet wherever the code fixes them.",
  notSeen:
    "Secrets under names that do not say so, random numbers passed through several variables, files " +
    "of tests. Code for the browser is reported without a fix, as `node:crypto` is not there.",
  appliesTo: (path) => !isTestPath(path),
  hint: /Math\s*\.\s*random/,
  detect,
  fix,
  examples: insecureRandomExamples,
};

interface WeakSecret {
  readonly random: SgNode;
  readonly name: string;
}

/** Each is followed through the code around it, which takes time in a long file. */
const maxRandoms = 500;

function weakSecrets(root: SgNode): WeakSecret[] {
  // A file with a Math of its own is left alone, whatever the scope.
  if (declarationsOf(root, "Math").length > 0) return [];
  const randoms = callsOf(root, "call_expression", "^Math\\s*\\.\\s*random$");
  return randoms.slice(0, maxRandoms).flatMap((random) => {
    const name = secretPurpose(random);
    return name === null ? [] : [{ random, name }];
  });
}

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  return weakSecrets(root).map(({ random, name }) => {
    const whole = randomReplacement(random)?.node ?? random;
    const symbol = enclosingSymbol(random);
    return {
      start: startOf(random),
      end: endOf(random),
      code: `${name} ${normalised(whole)}`,
      symbol,
      message:
        `\`${name}\` is made with \`Math.random()\`, whose numbers can be predicted: somebody who ` +
        "has seen a few values can compute the next.",
    };
  });
}

async function fix(
  file: SourceFile,
  detection: Detection,
  workspace: Workspace,
): Promise<readonly TextEdit[] | null> {
  const root = file.root();
  if (root === null || isBrowserCode(file)) return null;
  const found = weakSecrets(root).find(({ random }) => startOf(random) === detection.start);
  const replacement = found === undefined ? null : randomReplacement(found.random);
  if (replacement === null) return null;
  const name = await importName(file, root, "crypto", replacement.needs, workspace);
  if (name === null) return null;
  const { quote } = codeStyle(root);
  const code = replacement.code(name.expression).replaceAll('"', quote);
  return [...name.edits, replaceNode(replacement.node, code)];
}
