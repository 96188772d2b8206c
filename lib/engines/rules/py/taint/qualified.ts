import type { SgNode } from "@ast-grep/napi";
import { rememberByTree, startOf } from "../../syntax.ts";
import { pyImports } from "../names.ts";
import { meaningOf } from "./scopes.ts";

/**
 * The dotted name that an expression stands for by the file's imports, such as `os.path.join`; a builtin
 * keeps its own. Null where the name has another meaning in its place, or none that is known.
 */
export function qualified(root: SgNode, node: SgNode): string | null {
  if (node.is("attribute")) {
    const object = node.field("object");
    const attribute = node.field("attribute")?.text();
    const of = object === null ? null : qualified(root, object);
    return of === null || attribute === undefined ? null : `${of}.${attribute}`;
  }
  if (!node.is("identifier")) return null;
  const name = node.text();
  const meaning = meaningOf(root, name, startOf(node));
  if (meaning === null) return name;
  const imported = meaning.definitions[0]?.imported;
  return meaning.definitions.every((each) => each.kind === "import") ? (imported ?? null) : null;
}

const remember = rememberByTree<readonly string[]>();

/** True where the file imports the module or one below it. */
export function importsModule(root: SgNode, ...modules: readonly string[]): boolean {
  const imported = remember(root, "modules", () => [
    ...new Set(
      pyImports(root).flatMap(({ module, name }) =>
        name === null ? [module] : [module, `${module}.${name}`],
      ),
    ),
  ]);
  return imported.some((each) =>
    modules.some((module) => each === module || each.startsWith(`${module}.`)),
  );
}
