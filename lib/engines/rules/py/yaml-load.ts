import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import {
  callsOf,
  enclosingSymbol,
  endOf,
  findKinds,
  kindOf,
  normalised,
  parts,
  replaceNode,
  startOf,
} from "../syntax.ts";
import { type PyImport, pyConstant, pyImports, pyRebinds, pyUses } from "./names.ts";
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
    "With any loader but the safe ones, tags such as `!!python/object/apply` in a document call " +
    "Python functions while it is read. `yaml.safe_load` reads the same documents as plain lists, " +
    "dictionaries and scalars.",
  notSeen:
    "`ruamel.yaml`, loaders handed in from other modules, `yaml.load` reached through a wildcard " +
    "import. A document that is a constant of the program is not reported.",
  hint: /\byaml\b/,
  detect,
  fix,
  examples: yamlLoadExamples,
};

const loadNames = /^(?:unsafe_|full_)?load(?:_all)?$/;
const unsafeLoaders = new Set([
  "Loader",
  "FullLoader",
  "UnsafeLoader",
  "CLoader",
  "CFullLoader",
  "CUnsafeLoader",
]);

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
    if (parts(list).some((each) => /splat/.test(kindOf(each)))) return [];
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

function loaderArgument(list: SgNode): { argument: SgNode; value: SgNode } | null {
  const [, second] = parts(list);
  for (const argument of parts(list)) {
    const value = argument.is("keyword_argument") ? argument.field("value") : null;
    if (value !== null && argument.field("name")?.text() === "Loader") return { argument, value };
  }
  return second === undefined || second.is("keyword_argument")
    ? null
    : { argument: second, value: second };
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
  if (node.is("string") || node.is("concatenated_string")) {
    return findKinds(node, "interpolation").length === 0;
  }
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
  if (loader !== null && /^C/.test(loader.name)) return keepFastLoader(root, loader.value);
  const safe = name.endsWith("_all") ? "safe_load_all" : "safe_load";
  const edits = loader === null ? [] : dropArgument(root, loader.argument, loader.value);
  if (edits === null) return null;
  if (direct === null) {
    const attribute = callee.field("attribute");
    return attribute === null ? null : [replaceNode(attribute, safe), ...edits];
  }
  const renamed = importSafe(root, direct, safe);
  return renamed === null ? null : [replaceNode(callee, safe), ...renamed, ...edits];
}

/** `Loader=yaml.CLoader` → `Loader=yaml.CSafeLoader`: the C parser is there for its speed. */
function keepFastLoader(root: SgNode, value: SgNode): readonly TextEdit[] | null {
  if (value.is("attribute")) {
    const attribute = value.field("attribute");
    return attribute === null ? null : [replaceNode(attribute, "CSafeLoader")];
  }
  const bound = pyImports(root).find((each) => each.local === value.text());
  if (bound === undefined) return null;
  const renamed = importSafe(root, bound, "CSafeLoader");
  return renamed === null ? null : [replaceNode(value, "CSafeLoader"), ...renamed];
}

/** Imports `safe` where `bound` is imported: in its place when this was its last use. */
function importSafe(root: SgNode, bound: PyImport, safe: string): TextEdit[] | null {
  const sole = pyUses(root, bound.local).length === 1;
  const present = pyImports(root).some((each) => each.local === safe && each.module === "yaml");
  if (present) return sole ? removeName(bound) : [];
  if (pyUses(root, safe).length > 0 || pyImports(root).some((each) => each.local === safe))
    return null;
  const at = endOf(bound.node);
  return [sole ? replaceNode(bound.node, safe) : { start: at, end: at, text: `, ${safe}` }];
}

/** Takes the loader out of the call, and out of the imports when nothing else uses it. */
function dropArgument(root: SgNode, argument: SgNode, value: SgNode): TextEdit[] | null {
  const before = argument.prevAll().find((each) => each.isNamed() && !each.is("comment"));
  if (before === undefined) return null;
  const comments = argument.prevAll().filter((each) => each.is("comment"));
  if (comments.some((each) => startOf(each) > startOf(before))) return null;
  const edits: TextEdit[] = [{ start: endOf(before), end: endOf(argument), text: "" }];
  const bound = value.is("identifier")
    ? pyImports(root).find((each) => each.local === value.text())
    : undefined;
  if (bound !== undefined && pyUses(root, bound.local).length === 1)
    edits.push(...removeName(bound));
  return edits;
}

function removeName(bound: PyImport): TextEdit[] {
  const names = pyImports(bound.statement).map((each) => each.node);
  const at = names.findIndex((each) => startOf(each) === startOf(bound.node));
  const next = names[at + 1];
  const previous = names[at - 1];
  if (next !== undefined) return [{ start: startOf(bound.node), end: startOf(next), text: "" }];
  return previous === undefined
    ? []
    : [{ start: endOf(previous), end: endOf(bound.node), text: "" }];
}
