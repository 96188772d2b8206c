import type { SgNode } from "@ast-grep/napi";
import type { TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { endOf, parts, startOf } from "../syntax.ts";
import { type PyImport, pyImports, pyRebinds, pyUses } from "./names.ts";

export interface ModuleImport {
  /** What the module is called in this file. */
  readonly name: string;
  readonly edits: readonly TextEdit[];
}

/** The module as the file imports it, or imported at its head; null where the name is taken. */
export function importModule(file: SourceFile, root: SgNode, module: string): ModuleImport | null {
  const imports = pyImports(root);
  const own = imports.find(
    (each) => each.module === module && each.name === null && each.statement.parent()?.is("module"),
  );
  if (own !== undefined) {
    return pyRebinds(root, own.local) ? null : { name: own.local, edits: [] };
  }
  const taken = imports.some((each) => each.local === module) || pyUses(root, module).length > 0;
  const edit = taken ? null : importAtHead(file, root, module);
  return edit === null ? null : { name: module, edits: [edit] };
}

/** `import module`, below the imports that stand at the top. */
function importAtHead(file: SourceFile, root: SgNode, module: string): TextEdit | null {
  const { eol } = file;
  const line = `import ${module}`;
  const top = root.children();
  const plain = top.filter((each) => each.is("import_statement"));
  if (plain.length > 0) return insertSorted(plain, line, eol);
  const future = top.filter((each) => each.is("future_import_statement")).at(-1);
  if (future !== undefined) return after(future, `${eol}${eol}${line}`);
  const from = top.find((each) => each.is("import_from_statement"));
  if (from !== undefined) return before(from, `${line}${eol}`);
  const doc = top.find((each) => !each.is("comment"));
  if (doc === undefined) return null;
  const isDoc = doc.is("expression_statement") && parts(doc)[0]?.is("string") === true;
  return isDoc ? after(doc, `${eol}${eol}${line}`) : before(doc, `${line}${eol}${eol}`);
}

/** Keeps a sorted head sorted. */
function insertSorted(plain: readonly SgNode[], line: string, eol: string): TextEdit {
  const next = plain.find((each) => each.text() > line);
  return next === undefined
    ? after(plain.at(-1) as SgNode, `${eol}${line}`)
    : before(next, `${line}${eol}`);
}

function after(node: SgNode, text: string): TextEdit {
  return { start: endOf(node), end: endOf(node), text };
}

function before(node: SgNode, text: string): TextEdit {
  return { start: startOf(node), end: startOf(node), text };
}

/** Takes one name out of an import of several; the statement goes with its last name. */
export function removeImportedName(file: SourceFile, bound: PyImport): TextEdit[] {
  const names = pyImports(bound.statement).map((each) => each.node);
  const at = names.findIndex((each) => startOf(each) === startOf(bound.node));
  const next = names[at + 1];
  const previous = names[at - 1];
  if (next !== undefined) return [{ start: startOf(bound.node), end: startOf(next), text: "" }];
  if (previous !== undefined) {
    return [{ start: endOf(previous), end: endOf(bound.node), text: "" }];
  }
  const end = endOf(bound.statement);
  const lineEnd = file.text.indexOf("\n", end);
  const alone = lineEnd >= 0 && file.text.slice(end, lineEnd).trim() === "";
  const top = bound.statement.parent()?.is("module") === true;
  return alone && top ? [{ start: startOf(bound.statement), end: lineEnd + 1, text: "" }] : [];
}

/** Imports a module in the place of a name that nothing uses any more. */
export function swapImport(file: SourceFile, bound: PyImport, added: ModuleImport): TextEdit[] {
  const removed = removeImportedName(file, bound);
  const [gone] = removed;
  const [come] = added.edits;
  const clash = gone !== undefined && come !== undefined && come.start < gone.end;
  if (!clash || come.start <= gone.start) return [...added.edits, ...removed];
  return [{ start: gone.start, end: endOf(bound.statement), text: `import ${added.name}` }];
}

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
