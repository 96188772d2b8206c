import type { SgNode } from "@ast-grep/napi";
import { sha256Hex } from "../fingerprint.ts";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { findSecretValues } from "../secrets/secret-values.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { endOf, parts, replaceNode, startOf } from "../syntax.ts";
import { stringContent } from "./bindings.ts";
import { heldBy } from "./constants.ts";
import { environmentRead, isValuePlace } from "./environment.ts";
import { foundAt } from "./found.ts";
import { moduleCalls } from "./module-calls.ts";
import { valueAt } from "./objects.ts";
import { declarationsOf } from "./scope.ts";
import { sessionSecretExamples } from "./session-secret.examples.ts";

export const sessionSecret: Rule = {
  id: "js/session-secret",
  title: "Signing secret in the source",
  fixTitle: "Read the signing secret from the environment",
  cwe: "CWE-798",
  severity: "high",
  fixClass: "B",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "Whoever reads the source can sign sessions and tokens of anyone. The fix reads the secret from the " +
    "environment; without it, the libraries refuse to start rather than sign with nothing. Put a new " +
    "random value there: the old one is known.",
  notSeen:
    "Secrets that pass through other files, a text that only steps in where the environment has none, " +
    "other libraries, and files of tests. A value with the shape of a known key is reported by " +
    "`secrets/committed`.",
  appliesTo: (path) => !isTestPath(path),
  hint: /express-session|cookie-session|jsonwebtoken|cookie-parser/,
  detect,
  fix,
  examples: sessionSecretExamples,
};

interface LiteralSecret {
  readonly literal: SgNode;
  readonly what: string;
  readonly variable: "SESSION_SECRET" | "JWT_SECRET";
}

const maxKeys = 20;

/** The literals that sign, each once: one `const` may be used in many places. */
function literalSecrets(root: SgNode): LiteralSecret[] {
  const found: LiteralSecret[] = [];
  const seen = new Set<number>();
  const add = (
    node: SgNode | null | undefined,
    what: string,
    variable: LiteralSecret["variable"],
  ) => {
    const literal = node === null || node === undefined ? null : heldBy(node);
    if ((stringContent(literal) ?? "") === "" || literal === null) return;
    if (seen.has(startOf(literal))) return;
    seen.add(startOf(literal));
    found.push({ literal, what, variable });
  };
  for (const module of ["express-session", "cookie-session"]) {
    for (const { name, args } of moduleCalls(root, module)) {
      const options = args[0] === undefined || name !== "" ? null : heldBy(args[0]);
      for (const key of ["secret", "keys"]) {
        const value = valueAt(options, key);
        const held = value === null ? null : heldBy(value);
        for (const each of held?.is("array") ? parts(held).slice(0, maxKeys) : [held])
          add(each, "Sessions", "SESSION_SECRET");
      }
    }
  }
  for (const { name, args } of moduleCalls(root, "cookie-parser")) {
    if (name === "") add(args[0], "Cookies", "SESSION_SECRET");
  }
  for (const { name, args } of moduleCalls(root, "jsonwebtoken")) {
    if (name === "sign" || name === "verify") add(args[1], "Tokens", "JWT_SECRET");
  }
  return found;
}

async function detect(file: SourceFile): Promise<readonly Detection[]> {
  const root = file.root();
  const secrets = root === null ? [] : literalSecrets(root);
  const known = secrets.length === 0 ? [] : await findSecretValues(file.path, file.text);
  return secrets.flatMap(({ literal, what, variable }) => {
    const start = startOf(literal);
    const end = endOf(literal);
    if (known.some((each) => each.start < end && start < each.end)) return [];
    // Sixteen bits tell two secrets apart and are of no use for guessing one.
    const mark = sha256Hex(literal.text()).slice(0, 4);
    const message = `${what} are signed with a text that stands in the source: whoever reads it can sign in as anyone.`;
    return [foundAt(literal, message, `${variable} ${mark}`)];
  });
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const root = file.root();
  if (root === null || declarationsOf(root, "process").length > 0) return null;
  const all = literalSecrets(root);
  const found = all.find(({ literal }) => startOf(literal) === detection.start);
  if (found === undefined || !isValuePlace(found.literal)) return null;
  const text = found.literal.text();
  const same = all.filter(({ literal }) => literal.text() === text);
  const others = all.filter(({ literal, variable }) => {
    return literal.text() !== text && variable === found.variable;
  });
  // Another secret of the kind would be read from the same variable.
  if (others.length > 0 || file.text.includes(`process.env.${found.variable}`)) return null;
  if (found.variable === "JWT_SECRET" && !isWhole(root, found, same.length)) return null;
  const read = `process.env.${found.variable}`;
  return same.map(({ literal }) =>
    replaceNode(literal, environmentRead(file.language, read, literal)),
  );
}

/** What signs and what checks have to change together: both stand here, or share one `const`. */
function isWhole(root: SgNode, { literal }: LiteralSecret, places: number): boolean {
  const names = moduleCalls(root, "jsonwebtoken").flatMap(({ name, args }) => {
    const key = args[1];
    return key !== undefined && heldBy(key).text() === literal.text() ? [name] : [];
  });
  return places > 0 && names.includes("sign") && names.includes("verify");
}
