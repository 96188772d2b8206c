import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { wordsOf } from "../secret-names.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { enclosingSymbol, endOf, kindOf, normalised, replaceNode, startOf } from "../syntax.ts";
import { positionalArguments } from "./arguments.ts";
import { callsNamed, type NamedCall } from "./calls.ts";
import { importModule, swapImport } from "./imports.ts";
import { insecureRandomExamples } from "./insecure-random.examples.ts";
import { pyImports, pyUses } from "./names.ts";
import { secretPurpose } from "./secret-purpose.ts";

export const pyInsecureRandom: Rule = {
  id: "py/insecure-random",
  title: "Guessable random value in a secret",
  fixTitle: "Take the secret from a cryptographic source",
  cwe: "CWE-338",
  severity: "high",
  fixClass: "B",
  languages: ["python"],
  why:
    "`random` is fast, not secret: from enough of its values the next ones can be computed, and with " +
    "them the next session or reset token. The fix makes the same call to `secrets`, which draws from " +
    "the operating system.",
  notSeen:
    "Secrets under names that do not say so, random numbers passed through several variables, files " +
    "that seed the generator, and files of tests.",
  // A package such as `shop_test` is a tool for tests.
  appliesTo: (path) => !isTestPath(path) && !/(?:^|\/)\w+_tests?\//.test(path),
  hint: /\brandom\b/,
  detect,
  fix,
  examples: insecureRandomExamples,
};

const draws =
  /^random\.(?:choice|choices|randint|randrange|getrandbits|sample|random|randbytes|uniform)$/;
/** Each is followed through the code around it, which takes time in a long file. */
const maxRandoms = 500;

const fewValues = 100;

interface WeakSecret extends NamedCall {
  readonly purpose: string;
}

function weakSecrets(file: SourceFile, root: SgNode): WeakSecret[] {
  // Whoever seeds the generator wants the same values again.
  if (/\brandom\.seed\(|\bseed\(/.test(file.text)) return [];
  return callsNamed(root, draws)
    .slice(0, maxRandoms)
    .flatMap((found): WeakSecret[] => {
      // One of a few ready-made values is no secret, whatever its name.
      const [drawn] = positionalArguments(found.list);
      if (drawn?.is("list") || drawn?.is("tuple")) return [];
      const purpose = secretPurpose(found.call);
      // A salt is stored beside its hash for all to read; it only has to be another each time.
      if (purpose === null || wordsOf(purpose).at(-1) === "salt" || isOneOfFew(found)) return [];
      return [{ ...found, purpose }];
    });
}

/** `str(randint(0, 4))` alone names one of a few; digits that are joined are a secret. */
function isOneOfFew({ call, list, name }: NamedCall): boolean {
  if (!/^random\.rand(?:int|range)$/.test(name)) return false;
  const bounds = positionalArguments(list).map((each) => Number(each.text()));
  const [first = 0, second = 0] = bounds;
  const few = bounds.length < 3 && Math.abs(second - first) < fewValues;
  const around = call.ancestors().find((each) => !/^(?:call|argument_list)$/.test(kindOf(each)));
  return few && /^(?:assignment|pair|keyword_argument)$/.test(kindOf(around ?? call));
}

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  return weakSecrets(file, root).map(({ call, callee, purpose }) => ({
    start: startOf(call),
    end: endOf(call),
    code: `${purpose} ${normalised(call)}`,
    symbol: enclosingSymbol(call),
    message:
      `\`${purpose}\` is made with \`${callee.text()}\`, whose values can be predicted: somebody who ` +
      "has seen enough of them can compute the next.",
  }));
}

/** `secrets` has some of the functions; its `SystemRandom` has them all. */
const own: Readonly<Record<string, string>> = {
  choice: "choice",
  getrandbits: "randbits",
  randbytes: "token_bytes",
};

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const root = file.root();
  if (root === null) return null;
  const all = weakSecrets(file, root);
  const found = all.find(({ call }) => startOf(call) === detection.start);
  const secrets = found === undefined ? null : importModule(file, root, "secrets");
  if (found === undefined || secrets === null) return null;
  const method = found.name.replace(/^random\./, "");
  const text = own[method] ?? `SystemRandom().${method}`;
  const local = found.callee.text().replace(/\..*$/s, "");
  const bound = pyImports(root).filter((each) => each.local === local);
  const mine = all.filter(
    ({ purpose, call }) => purpose === found.purpose && sameTwin(call, found.call),
  );
  const [only] = bound;
  // The last use of the import takes the import with it.
  const sole = bound.length === 1 && pyUses(root, local).length === mine.length;
  const imports = sole && only !== undefined ? swapImport(file, only, secrets) : secrets.edits;
  return [...imports, replaceNode(found.callee, `${secrets.name}.${text}`)];
}

/** Equal calls of one function are repaired together. */
function sameTwin(one: SgNode, other: SgNode): boolean {
  return normalised(one) === normalised(other) && enclosingSymbol(one) === enclosingSymbol(other);
}
