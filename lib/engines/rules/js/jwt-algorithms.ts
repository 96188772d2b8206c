import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { wordsOf } from "../secret-names.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { endOf, startOf } from "../syntax.ts";
import { constantText, heldBy } from "./constants.ts";
import { brief, foundAt } from "./found.ts";
import { jwtAlgorithmsExamples } from "./jwt-algorithms.examples.ts";
import { type ModuleCall, moduleCalls } from "./module-calls.ts";
import { addPair, hasKey, isOpen, valueAt } from "./objects.ts";
import { isFunction } from "./scope.ts";
import { codeStyle } from "./style.ts";

export const jwtAlgorithms: Rule = {
  id: "js/jwt-algorithms",
  title: "Token checked with whatever algorithm it names",
  fixTitle: "Name the algorithm that tokens are signed with",
  cwe: "CWE-347",
  severity: "medium",
  fixClass: "B",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "Without `algorithms`, a token itself says how it is to be checked. Where the key is a public one, " +
    "older versions of `jsonwebtoken` take it as the secret of an HMAC, which anyone can then compute. " +
    "The fix names the algorithm, where the same file shows what tokens are signed with.",
  notSeen:
    "Other libraries, options that come from elsewhere, and files of tests. A key that is named as a " +
    "secret is left alone, since with it only the HMAC algorithms can succeed.",
  appliesTo: (path) => !isTestPath(path),
  hint: /jsonwebtoken/,
  detect,
  fix,
  examples: jwtAlgorithmsExamples,
};

interface OpenVerify {
  readonly call: SgNode;
  readonly key: SgNode;
  /** The options' literal; null where there are none. */
  readonly options: SgNode | null;
}

function openVerifies(calls: readonly ModuleCall[]): OpenVerify[] {
  return calls.flatMap(({ call, name, args }): OpenVerify[] => {
    const [, key, third] = args;
    if (name !== "verify" || key === undefined || args.some((each) => each.is("spread_element"))) {
      return [];
    }
    if (isSecretKey(key)) return [];
    const given = third === undefined || isFunction(third) ? null : heldBy(third);
    if (given === null) return isCallback(third) ? [{ call, key, options: null }] : [];
    if (!given.is("object") || isOpen(given) || hasKey(given, "algorithms")) return [];
    return [{ call, key, options: given }];
  });
}

function isCallback(third: SgNode | undefined): boolean {
  return third === undefined || isFunction(third);
}

function isSecretKey(key: SgNode): boolean {
  const held = heldBy(key);
  if (constantText(key) !== null || /token$/i.test(key.text())) return true;
  const words = wordsOf(`${key.text()} ${held.text()}`);
  return words.some((word) => /^(?:secrets?|password|passphrase|salt|hmac|symmetric)$/.test(word));
}

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  return openVerifies(moduleCalls(root, "jsonwebtoken")).map(({ call, key }) => {
    const message =
      `The token is checked against \`${brief(key)}\` with whatever algorithm it names itself: name ` +
      "the one it must be signed with.";
    return foundAt(call, message, `verify ${brief(key)}`);
  });
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const root = file.root();
  if (root === null) return null;
  const calls = moduleCalls(root, "jsonwebtoken");
  const found = openVerifies(calls).find(({ call }) => startOf(call) === detection.start);
  const signed = found === undefined ? null : signedWith(calls, found.key);
  if (found === undefined || signed === null) return null;
  const { quote } = codeStyle(root);
  const member = `algorithms: [${quote}${signed}${quote}]`;
  if (found.options !== null) return [addPair(file, found.options, member)];
  const at = endOf(found.key);
  return [{ start: at, end: at, text: `, { ${member} }` }];
}

/** The one algorithm with which the file signs by the same key; null where that is not certain. */
function signedWith(calls: readonly ModuleCall[], key: SgNode): string | null {
  const names = new Set<string>();
  for (const { name, args } of calls) {
    const [, signKey, third] = args;
    if (name !== "sign" || signKey?.text() !== key.text()) continue;
    if (third === undefined || isFunction(third)) names.add("HS256");
    else {
      const options = heldBy(third);
      if (!options.is("object") || isOpen(options)) return null;
      const own = valueAt(options, "algorithm");
      const text = hasKey(options, "algorithm") ? constantText(own) : "HS256";
      if (text === null || !/^HS(?:256|384|512)$/.test(text)) return null;
      names.add(text);
    }
  }
  const [only] = names;
  return names.size === 1 && only !== undefined ? only : null;
}
