import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import {
  callsOf,
  enclosingSymbol,
  endOf,
  normalised,
  parts,
  replaceNode,
  startOf,
} from "../syntax.ts";
import {
  hasSplat,
  type KeywordArgument,
  keywordArgument,
  positionalArguments,
  removeArgument,
} from "./arguments.ts";
import { removeImportedName } from "./imports.ts";
import { type PyImport, pyConstant, pyImports, pyRebinds, pyUses } from "./names.ts";
import { isConstantString } from "./style.ts";
import { yamlLoadExamples } from "./yaml-load.examples.ts";

export const yamlLoad: Rule = {
  id: "py/yaml-load",
  title: "YAML loaded with a loader that builds objects",
  fixTitle: "Load the YAML as plain data",
  cwe: "CWE-502",
  severity: "high",
  fixClass: "A",
  languages: ["python"],
  why:
    "With `Loader` or `UnsafeLoader`, or none, tags such as `!!python/object/apply` in a document call " +
    "Python functions while it is read. `yaml.safe_load` reads the same documents as plain lists, " +
    "dictionaries and scalars.",
  notSeen:
    "`ruamel.yaml`, `FullLoader` of a PyYAML older than 5.4, loaders handed in from other modules, `yaml.load` reached through a wildcard " +
    "import. A document that is a constant of the program is not reported.",
  hint: /\byaml\b/,
  detect,
  fix,
  examples: yamlLoadExamples,
};

const loadNames = /^(?:unsafe_)?load(?:_all)?$/;
/** `FullLoader` calls no function of the document's choice since PyYAML 5.4. */
const unsafeLoaders = new Set(["Loader", "UnsafeLoader", "CLoader", "CUnsafeLoader"]);

interface LoadCall {
  readonly call: SgNode;
  readonly callee: SgNode;
  /** `load`, `load_all`, `unsafe_load`, … */
  readonly name: string;
  /** The import of the function itself; null for `yaml.load`. */
  readonly direct: PyImport | null;
  /** The unsafe loader that is passed, with its argument node. */
  readonly loader: {
    readonly argument: SgNode;
    readonly value: SgNode;
    readonly name: string;
  } | null;
}

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  return unsafeLoads(root).map(({ call, callee, loader }) => ({
    start: startOf(call),
    end: endOf(call),
    code: normalised(call),
    symbol: enclosingSymbol(call),
    message:
      `\`${callee.text()}\` ${loader === null ? "without a safe loader" : `with \`${loader.value.text()}\``} ` +
      "builds Python objects the document asks for: a crafted document can run code while it is read.",
  }));
}

/** Each is looked up in the whole file, which takes time in a long one. */
const maxLoads = 500;

function unsafeLoads(root: SgNode): LoadCall[] {
  const imports = pyImports(root).filter((each) => each.module === "yaml");
  if (imports.length === 0) return [];
  const names = imports.map((each) => each.local).join("|");
  const loads = callsOf(root, "call", `^(?:${names})$|load`);
  return loads.slice(0, maxLoads).flatMap((call): LoadCall[] => {
    const callee = call.field("function");
    const list = call.field("arguments");
    if (callee === null || !list?.is("argument_list")) return [];
    const meant = loadFunction(root, callee, imports);
    const document = parts(list)[0];
    if (meant === null || document === undefined || isConstant(root, document)) return [];
    if (hasSplat(list)) return [];
    const found = loaderArgument(list);
    if (found === null) return [{ call, callee, ...meant, loader: null }];
    if (!/^load/.test(meant.name)) return [];
    const name = loaderName(found.value, imports);
    return name !== null && unsafeLoaders.has(name)
      ? [{ call, callee, ...meant, loader: { ...found, name } }]
      : [];
  });
}

function loadFunction(root: SgNode, callee: SgNode, imports: readonly PyImport[]) {
  const object = callee.is("attribute") ? callee.field("object") : null;
  const local = object ?? callee;
  if (!local.is("identifier")) return null;
  const bound = imports.filter((each) => each.local === local.text());
  const [only] = bound;
  if (only === undefined || bound.length > 1 || pyRebinds(root, local.text())) return null;
  const name = object === null ? only.name : (callee.field("attribute")?.text() ?? null);
  const fits = object === null ? only.name !== null : only.name === null;
  return fits && name !== null && loadNames.test(name)
    ? { name, direct: object === null ? only : null }
    : null;
}

function loaderArgument(list: SgNode): KeywordArgument | null {
  const [, second] = positionalArguments(list);
  const named = keywordArgument(list, "Loader");
  return named ?? (second === undefined ? null : { argument: second, value: second });
}

/** What PyYAML calls the loader; null where it is not certain, as for a class of the program. */
function loaderName(value: SgNode, imports: readonly PyImport[]): string | null {
  if (value.is("attribute")) {
    const object = value.field("object")?.text();
    const isModule = imports.some((each) => each.name === null && each.local === object);
    return isModule ? (value.field("attribute")?.text() ?? null) : null;
  }
  const bound = imports.filter((each) => each.local === value.text() && each.name !== null);
  return bound.length === 1 ? (bound[0]?.name ?? null) : null;
}

function isConstant(root: SgNode, node: SgNode): boolean {
  if (isConstantString(node)) return true;
  if (!node.is("identifier")) return false;
  const value = pyConstant(root, node.text());
  return value?.is("string") === true && isConstant(root, value);
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const root = file.root();
  if (root === null) return null;
  const found = unsafeLoads(root).find(({ call }) => startOf(call) === detection.start);
  if (found === undefined) return null;
  const { callee, direct, loader, name } = found;
  if (loader !== null && /^C/.test(loader.name)) return keepFastLoader(file, root, loader.value);
  const safe = name.endsWith("_all") ? "safe_load_all" : "safe_load";
  const edits = loader === null ? [] : dropLoader(file, root, loader);
  if (edits === null) return null;
  if (direct === null) {
    const attribute = callee.field("attribute");
    return attribute === null ? null : [replaceNode(attribute, safe), ...edits];
  }
  const renamed = importSafe(file, root, direct, safe);
  return renamed === null ? null : [replaceNode(callee, safe), ...renamed, ...edits];
}

/** `Loader=yaml.CLoader` → `Loader=yaml.CSafeLoader`: the C parser is there for its speed. */
function keepFastLoader(file: SourceFile, root: SgNode, value: SgNode): readonly TextEdit[] | null {
  if (value.is("attribute")) {
    const attribute = value.field("attribute");
    return attribute === null ? null : [replaceNode(attribute, "CSafeLoader")];
  }
  const bound = pyImports(root).find((each) => each.local === value.text());
  if (bound === undefined) return null;
  const renamed = importSafe(file, root, bound, "CSafeLoader");
  return renamed === null ? null : [replaceNode(value, "CSafeLoader"), ...renamed];
}

/** Imports `safe` where `bound` is imported: in its place when this was its last use. */
function importSafe(
  file: SourceFile,
  root: SgNode,
  bound: PyImport,
  safe: string,
): TextEdit[] | null {
  const sole = pyUses(root, bound.local).length === 1;
  const present = pyImports(root).some((each) => each.local === safe && each.module === "yaml");
  if (present) return sole ? removeImportedName(file, bound) : [];
  if (pyUses(root, safe).length > 0 || pyImports(root).some((each) => each.local === safe))
    return null;
  const at = endOf(bound.node);
  return [sole ? replaceNode(bound.node, safe) : { start: at, end: at, text: `, ${safe}` }];
}

/** Takes the loader out of the call, and out of the imports when nothing else uses it. */
function dropLoader(
  file: SourceFile,
  root: SgNode,
  { argument, value }: { readonly argument: SgNode; readonly value: SgNode },
): TextEdit[] | null {
  const edits = removeArgument(argument);
  const bound = value.is("identifier")
    ? pyImports(root).find((each) => each.local === value.text())
    : undefined;
  if (edits === null || bound === undefined || pyUses(root, bound.local).length > 1) return edits;
  return [...edits, ...removeImportedName(file, bound)];
}
