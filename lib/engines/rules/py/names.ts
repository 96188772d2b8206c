import type { SgNode } from "@ast-grep/napi";
import { contains, endOf, findKinds, kindOf, parts, rememberByTree, startOf } from "../syntax.ts";

/** One name that an import statement binds. */
export interface PyImport {
  readonly local: string;
  readonly module: string;
  /** The imported name of `from module import name`; null where the module itself is bound. */
  readonly name: string | null;
  readonly node: SgNode;
  readonly statement: SgNode;
}

export function pyImports(root: SgNode): readonly PyImport[] {
  return rememberImports(root, "imports", () => importsIn(root));
}

const rememberImports = rememberByTree<readonly PyImport[]>();

function importsIn(root: SgNode): PyImport[] {
  return findKinds(root, "import_statement", "import_from_statement").flatMap((statement) => {
    const from = statement.field("module_name");
    return parts(statement)
      .filter((node) => from === null || startOf(node) !== startOf(from))
      .flatMap((node) => {
        const aliased = node.is("aliased_import");
        const name = aliased ? node.field("name")?.text() : node.text();
        const local = aliased ? node.field("alias")?.text() : node.text();
        if (name === undefined || local === undefined || node.is("wildcard_import")) return [];
        const module = from === null ? name : from.text();
        return [{ local, module, name: from === null ? null : name, node, statement }];
      });
  });
}

/** Uses of a plain name outside import statements; attributes and keyword names are none. */
export function pyUses(root: SgNode, name: string): SgNode[] {
  return identifiers(root, name).filter((node) => {
    const parent = node.parent();
    if (parent?.is("attribute") && endOf(parent) === endOf(node)) return false;
    if (parent?.is("keyword_argument") && startOf(parent) === startOf(node)) return false;
    return !node.ancestors().some((each) => /^import_/.test(kindOf(each)));
  });
}

function identifiers(root: SgNode, name: string): SgNode[] {
  return root.findAll({ rule: { all: [{ kind: "identifier" }, { regex: `^${name}$` }] } });
}

/** What stands around each is looked up in the whole file, which takes time in a long one. */
const maxUses = 2000;

/**
 * True where the file gives the name another meaning: an assignment, a parameter, a loop. A name that
 * stands there more than two thousand times is not looked into, and may have one.
 */
export function pyRebinds(root: SgNode, name: string): boolean {
  return rememberRebinds(root, name, () => rebinds(root, name));
}

const rememberRebinds = rememberByTree<boolean>();

function rebinds(root: SgNode, name: string): boolean {
  if (identifiers(root, name).length > maxUses) return true;
  return pyUses(root, name).some((node) => {
    const parent = node.parent();
    if (parent === null) return false;
    if (/parameter/.test(kindOf(parent)) || parent.is("as_pattern_target")) return true;
    if (parent.is("function_definition") || parent.is("class_definition")) return true;
    const target = parent.field("left") ?? null;
    return /^(?:assignment|for_statement|named_expression)$/.test(kindOf(parent)) && target !== null
      ? contains(target, node)
      : false;
  });
}

/** The single value a module-level name is assigned, or null. */
export function pyConstant(root: SgNode, name: string): SgNode | null {
  const assignments = findKinds(root, "assignment").filter(
    (node) => node.field("left")?.text() === name,
  );
  const [only] = assignments;
  const atTop = only?.parent()?.parent()?.is("module") ?? false;
  return assignments.length === 1 && atTop ? (only?.field("right") ?? null) : null;
}
