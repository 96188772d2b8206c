import type { SgNode } from "@ast-grep/napi";
import type { TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { endOf, startOf } from "../syntax.ts";
import { pyImports, pyRebinds, pyUses } from "./names.ts";

export interface NameImport {
  /** What the name is called in this file. */
  readonly local: string;
  readonly edits: readonly TextEdit[];
}

/**
 * `from module import name` as the file has it already, or added to what it imports from there, or below
 * its last import. Null where the name is taken. `instead` is a name that then has no use left.
 */
export function importName(
  file: SourceFile,
  root: SgNode,
  module: string,
  name: string,
  instead?: string,
): NameImport | null {
  const top = pyImports(root).filter((each) => each.statement.parent()?.is("module") === true);
  const known = top.find((each) => each.module === module && each.name === name);
  if (known !== undefined) {
    return pyRebinds(root, known.local) ? null : { local: known.local, edits: [] };
  }
  if (pyImports(root).some((each) => each.local === name) || pyUses(root, name).length > 0)
    return null;
  const beside = top.filter((each) => each.module === module && each.name !== null);
  const old = beside.find((each) => each.name === instead);
  if (old !== undefined && old.local === instead && pyUses(root, instead).length === 1) {
    return { local: name, edits: [{ start: startOf(old.node), end: endOf(old.node), text: name }] };
  }
  const last = beside.at(-1);
  if (last !== undefined) {
    const at = endOf(last.node);
    return { local: name, edits: [{ start: at, end: at, text: `, ${name}` }] };
  }
  const statement = top.at(-1)?.statement;
  if (statement === undefined) return null;
  const at = endOf(statement);
  const line = `${file.eol}from ${module} import ${name}`;
  return { local: name, edits: [{ start: at, end: at, text: line }] };
}
