import type { SgNode } from "@ast-grep/napi";
import { decodeUtf8, isAppError, type Workspace } from "#lib/base/index.ts";
import type { TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { endOf, findKinds, parts, startOf } from "../syntax.ts";
import { loadedModule, type ModuleBinding, moduleBindings, stringContent } from "./bindings.ts";
import { declarationsOf } from "./scope.ts";
import { codeStyle } from "./style.ts";

/** How an export is written in the file, and the edits that make it available. */
export interface ImportedName {
  readonly expression: string;
  readonly edits: readonly TextEdit[];
}

/**
 * Makes one export of a Node module usable: through what the file imports already if it can, else by
 * one more specifier, else by a new statement. Null where the name means something else here.
 */
export async function importName(
  file: SourceFile,
  root: SgNode,
  module: string,
  name: string,
  workspace: Workspace,
): Promise<ImportedName | null> {
  const bindings = moduleBindings(root, module).filter(isTopLevel);
  const bound = bindings.find((each) => each.imported === name);
  if (bound !== undefined) return ifSole(root, bound.local, { expression: bound.local, edits: [] });
  const whole = bindings.find((each) => each.imported === null);
  if (whole !== undefined) {
    return ifSole(root, whole.local, { expression: `${whole.local}.${name}`, edits: [] });
  }
  if (declarationsOf(root, name).length > 0) return null;
  const list = bindings.map(specifierList).find((each) => each !== null);
  if (list !== undefined) return { expression: name, edits: [appendSpecifier(list, name)] };
  const system = await moduleSystem(file, root, workspace);
  return { expression: name, edits: [newStatement(file, root, module, name, system)] };
}

/** The edit that loads a module as one name, below what the file loads already; null where it is taken. */
export async function importDefault(
  file: SourceFile,
  root: SgNode,
  module: string,
  name: string,
  workspace: Workspace,
): Promise<TextEdit | null> {
  if (declarationsOf(root, name).length > 0) return null;
  const system = await moduleSystem(file, root, workspace);
  const { quote, semicolon } = codeStyle(root);
  const source = `${quote}${module}${quote}`;
  const statement =
    system === "esm"
      ? `import ${name} from ${source}${semicolon}`
      : `const ${name} = require(${source})${semicolon}`;
  return placed(file, root, statement);
}

/** Only where nothing else in the file declares the same name is its meaning beyond doubt. */
function ifSole(root: SgNode, local: string, result: ImportedName): ImportedName | null {
  return declarationsOf(root, local).length === 1 ? result : null;
}

export function isTopLevel(binding: ModuleBinding): boolean {
  return binding.statement.parent()?.is("program") ?? false;
}

/** The `{ … }` of named imports or of a destructured require, or null. */
export function specifierList(binding: ModuleBinding): SgNode | null {
  const holder = binding.declaration.name
    .ancestors()
    .find((each) => each.is("named_imports") || each.is("object_pattern"));
  return holder ?? null;
}

/** In its place where the names are in order, else at the end. */
function appendSpecifier(list: SgNode, name: string): TextEdit {
  const eol = list.text().includes("\r\n") ? "\r\n" : "\n";
  const all = parts(list);
  const names = all.map((each) => each.text());
  const next = all.find((each) => each.text() > name);
  if (next !== undefined && names.every((each, at) => at === 0 || (names[at - 1] ?? "") < each)) {
    const broken = list.text().includes("\n");
    const gap = broken ? `${eol}${" ".repeat(next.range().start.column)}` : " ";
    return { start: startOf(next), end: startOf(next), text: `${name},${gap}` };
  }
  const last = all.at(-1);
  const at = last === undefined ? startOf(list) + 1 : endOf(last);
  const between = last?.range().start.line !== list.range().start.line;
  const indent = " ".repeat(last?.range().start.column ?? 0);
  return { start: at, end: at, text: between ? `,${eol}${indent}${name}` : `, ${name}` };
}

export async function moduleSystem(
  file: SourceFile,
  root: SgNode,
  workspace: Workspace,
): Promise<"esm" | "cjs"> {
  if (/\.m[jt]s$/.test(file.path)) return "esm";
  if (/\.c[jt]s$/.test(file.path)) return "cjs";
  const modern = findKinds(root, "import_statement", "export_statement").some(
    (each) => !each.children().some((child) => child.is("import_require_clause")),
  );
  if (modern) return "esm";
  if (/\brequire\s*\(|\bmodule\.exports\b|\bexports\./.test(file.text)) return "cjs";
  if (file.language === "typescript") return "esm";
  return packageType(file.path, workspace);
}

/** What the nearest package.json says that a plain .js file is. */
async function packageType(path: string, workspace: Workspace): Promise<"esm" | "cjs"> {
  const folders = path.split("/").slice(0, -1);
  for (let depth = folders.length; depth >= 0; depth--) {
    try {
      const manifest = [...folders.slice(0, depth), "package.json"].join("/");
      const text = decodeUtf8(await workspace.read(manifest)) ?? "";
      return /"type"\s*:\s*"module"/.test(text) ? "esm" : "cjs";
    } catch (error) {
      if (!isAppError(error, "not_found")) throw error;
    }
  }
  return "cjs";
}

const builtins =
  /^(?:assert|child_process|crypto|events|fs|http|https|net|os|path|stream|url|util)(?:\/|$)/;

function newStatement(
  file: SourceFile,
  root: SgNode,
  module: string,
  name: string,
  system: "esm" | "cjs",
): TextEdit {
  const { quote, semicolon } = codeStyle(root);
  const loads = loadStatements(root);
  const plain = loads.flatMap(loadedNames).some((loaded) => builtins.test(loaded));
  const source = `${quote}${plain ? "" : "node:"}${module}${quote}`;
  const statement =
    system === "esm"
      ? `import { ${name} } from ${source}${semicolon}`
      : `const { ${name} } = require(${source})${semicolon}`;
  return placed(file, root, statement);
}

/** Below the last statement that loads something, else at the head of the file. */
function placed(file: SourceFile, root: SgNode, statement: string): TextEdit {
  const last = loadStatements(root).at(-1);
  if (last !== undefined) {
    return { start: endOf(last), end: endOf(last), text: `${file.eol}${statement}` };
  }
  return atHead(file, root, statement);
}

function loadStatements(root: SgNode): SgNode[] {
  return root.children().filter((child) => loadedNames(child).length > 0);
}

function loadedNames(statement: SgNode): string[] {
  if (statement.is("import_statement")) {
    const source = stringContent(statement.field("source"));
    return source === null ? [] : [source];
  }
  return parts(statement).flatMap((part) => {
    const value = part.is("variable_declarator") ? part.field("value") : null;
    const loaded = loadedModule(value?.is("member_expression") ? value.field("object") : value);
    return loaded === null ? [] : [loaded];
  });
}

/** Below a hashbang, directives and a detached head comment; above everything else. */
function atHead(file: SourceFile, root: SgNode, statement: string): TextEdit {
  const children = root.children();
  let next = 0;
  for (const [at, child] of children.entries()) {
    const directive = child.is("expression_statement") && parts(child)[0]?.is("string");
    const following = file.text.slice(endOf(child), startOf(children[at + 1] ?? child));
    const detached = child.is("comment") && /\n[^\S\n]*\r?\n/.test(following);
    if (child.is("hash_bang_line") || directive || detached) next = at + 1;
    else if (!child.is("comment")) break;
  }
  const follower = children[next];
  const start = follower === undefined ? endOf(root) : startOf(follower);
  const gap = follower === undefined ? "" : file.eol;
  return { start, end: start, text: `${statement}${file.eol}${gap}` };
}
