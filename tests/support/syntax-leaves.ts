import bash from "@ast-grep/lang-bash";
import python from "@ast-grep/lang-python";
import { Lang, parse, registerDynamicLanguage, type SgNode } from "@ast-grep/napi";

const grammars: readonly (readonly [RegExp, string])[] = [
  [/\.[cm]?js$/, Lang.JavaScript],
  [/\.[cm]?ts$/, Lang.TypeScript],
  [/\.[jt]sx$/, Lang.Tsx],
  [/\.html?$/, Lang.Html],
  [/\.py$/, "python"],
];

// Only the first registration of a process counts, so each names all.
registerDynamicLanguage({ bash, python });

/**
 * The leaves of a file's syntax tree in their order, comments among them, so that two texts are
 * compared by what they mean. Lines, trimmed, where there is no grammar.
 */
export function leavesOf(path: string, text: string): readonly string[] {
  const grammar = grammars.find(([pattern]) => pattern.test(path))?.[1];
  if (grammar === undefined) return text.split(/\r?\n/).map((line) => line.trimEnd());
  const leaves: string[] = [];
  const open: SgNode[] = [parse(grammar, text).root()];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const children = node.children();
    if (children.length === 0) leaves.push(node.text().trim());
    else open.push(...children.reverse());
  }
  return leaves.filter((leaf) => leaf !== "");
}
