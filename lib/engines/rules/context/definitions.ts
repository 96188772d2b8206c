import type { SgNode } from "@ast-grep/napi";
import { stringContent } from "../js/bindings.ts";
import { pyImports } from "../py/names.ts";
import type { SourceFile } from "../source-file.ts";
import { findKinds, kindOf, parts } from "../syntax.ts";
import { linesOf } from "./nodes.ts";
import type { ContextPiece, OpenFile } from "./piece.ts";

/** A longer one is shown by its head: its signature is what matters to who calls it. */
const maxDefinitionLines = 40;

const types = new Set(["interface_declaration", "type_alias_declaration", "enum_declaration"]);
const declarations = [
  "function_declaration",
  "generator_function_declaration",
  "class_declaration",
  "abstract_class_declaration",
  "function_definition",
  "class_definition",
  "variable_declarator",
  ...types,
];

/** Where the file declares a name at its top; null where it does not. */
export function definitionOf(file: SourceFile, name: string): ContextPiece | null {
  const root = file.root();
  if (root === null || !file.text.includes(name)) return null;
  for (const statement of root.children()) {
    const held = declaredIn(statement, name);
    if (held === null) continue;
    const { startLine, endLine } = linesOf(file, statement);
    const isType = types.has(kindOf(held));
    const last = Math.min(endLine, startLine + maxDefinitionLines - 1);
    return { path: file.path, startLine, endLine: last, why: isType ? "type" : "callee" };
  }
  return null;
}

function declaredIn(statement: SgNode, name: string): SgNode | null {
  const outer =
    /^(?:export_statement|decorated_definition|lexical_declaration|variable_declaration)$/;
  if (declarations.includes(kindOf(statement))) {
    return statement.field("name")?.text() === name ? statement : null;
  }
  if (statement.is("expression_statement")) {
    // Python assigns its constants and types as it assigns anything.
    const assignment = parts(statement)[0];
    return assignment?.is("assignment") && assignment.field("left")?.text() === name
      ? assignment
      : null;
  }
  if (!outer.test(kindOf(statement))) return null;
  for (const part of parts(statement)) {
    const found = declaredIn(part, name);
    if (found !== null) return found;
  }
  return null;
}

interface Imported {
  readonly file: SourceFile;
  /** What the other file calls it. */
  readonly name: string;
}

/** The file of the repository that a name is imported from; a package of others is none. */
export async function importedFile(
  file: SourceFile,
  local: string,
  open: OpenFile,
): Promise<Imported | null> {
  const binding =
    file.language === "python" ? pythonBinding(file, local) : scriptBinding(file, local);
  if (binding === null) return null;
  const seen = new Set<string>([file.path]);
  let { name, paths } = binding;
  // Doors such as index.ts hand on what others declare: three steps at most.
  for (let step = 0; step < 3; step++) {
    const target = await firstOf(
      paths.filter((path) => !seen.has(path)),
      open,
    );
    if (target === null) return null;
    seen.add(target.path);
    if (definitionOf(target, name) !== null) return { file: target, name };
    const next = reexport(target, name);
    if (next === null) return null;
    ({ name, paths } = next);
  }
  return null;
}

interface Binding {
  readonly name: string;
  readonly paths: readonly string[];
}

function scriptBinding(file: SourceFile, local: string): Binding | null {
  const root = file.root();
  if (root === null) return null;
  for (const statement of findKinds(root, "import_statement")) {
    const source = stringContent(statement.field("source"));
    if (source === null) continue;
    for (const specifier of findKinds(statement, "import_specifier")) {
      const name = specifier.field("name")?.text() ?? "";
      if ((specifier.field("alias")?.text() ?? name) === local) {
        return { name, paths: scriptPaths(file.path, source) };
      }
    }
  }
  return null;
}

function reexport(file: SourceFile, name: string): Binding | null {
  const root = file.root();
  for (const statement of root === null ? [] : findKinds(root, "export_statement")) {
    const source = stringContent(statement.field("source"));
    if (source === null) continue;
    for (const specifier of findKinds(statement, "export_specifier")) {
      const own = specifier.field("name")?.text() ?? "";
      if ((specifier.field("alias")?.text() ?? own) === name) {
        return { name: own, paths: scriptPaths(file.path, source) };
      }
    }
  }
  return null;
}

/** `./x`, `../x` and `#x` (a package's own imports, from its root), with the endings that code has. */
function scriptPaths(from: string, source: string): readonly string[] {
  const base = source.startsWith("#") ? source.slice(1).replace(/^\//, "") : relative(from, source);
  if (base === null) return [];
  const stem = base.replace(/\.[cm]?jsx?$/, "");
  const endings = [".ts", ".tsx", ".mts", ".js", ".mjs", ".cjs", ".jsx"];
  const all = [base, ...endings.map((ending) => stem + ending)];
  return [...all, ...endings.map((ending) => `${stem}/index${ending}`)];
}

function pythonBinding(file: SourceFile, local: string): Binding | null {
  const root = file.root();
  const found = root === null ? undefined : pyImports(root).find((each) => each.local === local);
  if (found === undefined || found.name === null) return null;
  const dots = /^\.*/.exec(found.module)?.[0].length ?? 0;
  const rest = found.module.slice(dots).replaceAll(".", "/");
  const up = dots === 0 ? "" : relative(file.path, `./${"../".repeat(dots - 1)}`);
  if (up === null) return null;
  const folder = dots === 0 ? "" : `${up}${up === "" ? "" : "/"}`;
  const stems =
    dots === 0 ? [rest, relative(file.path, `./${rest}`) ?? rest, `src/${rest}`] : [folder + rest];
  return {
    name: found.name,
    paths: stems.flatMap((stem) => [`${stem}.py`, `${stem}/__init__.py`]),
  };
}

function relative(from: string, source: string): string | null {
  if (!/^\.{1,2}(?:\/|$)/.test(source)) return null;
  const segments = from.split("/").slice(0, -1);
  for (const part of source.split("/")) {
    if (part === "..") {
      if (segments.pop() === undefined) return null;
    } else if (part !== "." && part !== "") segments.push(part);
  }
  return segments.join("/");
}

async function firstOf(paths: readonly string[], open: OpenFile): Promise<SourceFile | null> {
  for (const path of paths) {
    const file = await open(path);
    if (file !== null) return file;
  }
  return null;
}
