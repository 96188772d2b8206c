import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { startOf } from "../syntax.ts";
import { foundAt } from "./found.ts";
import { guardLine, mergeLoops, pathSetters } from "./merge-loops.ts";
import { prototypePollutionExamples } from "./prototype-pollution.examples.ts";

export const prototypePollution: Rule = {
  id: "js/prototype-pollution",
  title: "Merge that can reach the prototype of every object",
  fixTitle: "Leave the keys of the prototype out",
  cwe: "CWE-1321",
  severity: "high",
  fixClass: "B",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "A key `__proto__` in merged data leads to the object that all objects inherit from: what is set " +
    "there appears everywhere, and can switch a check off or run code. The fix passes over the three " +
    "keys that lead there.",
  notSeen:
    "Merges spread over several functions, keys that a caller has checked, and files of tests. Where a " +
    "value is set by a path such as `a.b.c`, the fault is reported without a fix.",
  appliesTo: (path) => !isTestPath(path),
  hint: /\bfor\s*\(|\.forEach\s*\(/,
  detect,
  fix,
  examples: prototypePollutionExamples,
};

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  const merges = mergeLoops(root).map(({ loop, name, key, target }) => {
    const message =
      `\`${name}\` writes \`${target}[${key}]\` for every key of its argument: a key \`__proto__\` changes ` +
      "what all objects inherit.";
    return foundAt(loop, message, `merge ${target} ${key}`);
  });
  const paths = pathSetters(root).map(({ node, name, step }) => {
    const message =
      `\`${name}\` follows every part of the path at \`${step}\`: a part \`__proto__\` changes what all ` +
      "objects inherit.";
    return foundAt(node, message, `path ${step}`);
  });
  return [...merges, ...paths];
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const root = file.root();
  if (root === null) return null;
  const found = mergeLoops(root).find(({ loop }) => startOf(loop) === detection.start);
  const line = found === undefined ? null : guardLine(file, root, found);
  return line === null ? null : [line];
}
