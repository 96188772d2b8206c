import type { SgNode } from "@ast-grep/napi";
import { pyImports } from "../py/names.ts";
import type { SourceFile } from "../source-file.ts";
import { endOf, findKinds, kindOf, startOf } from "../syntax.ts";
import { linesOf, nameOf, topStatement } from "./nodes.ts";
import type { ContextPiece, ContextPlace } from "./piece.ts";

/** Lines on either side where there is no function, or a very long one. */
const fewLines = 15;
const maxFunctionLines = 120;

export interface Around extends ContextPiece {
  /** What the function is called, where it has a name. */
  readonly name: string | null;
}

export interface UsedName {
  readonly text: string;
  readonly isType: boolean;
}

const functions = new Set([
  "function_declaration",
  "generator_function_declaration",
  "function_expression",
  "arrow_function",
  "method_definition",
  "function_definition",
]);

/** The innermost function with a name that holds the place, else the statement at the top; null without a tree. */
export function functionAround(file: SourceFile, place: ContextPlace): Around | null {
  const root = file.root();
  if (root === null) return null;
  const node = nodeAt(root, file, place);
  const chain = node === null ? [] : [node, ...node.ancestors()];
  const holder = chain.find((each) => functions.has(kindOf(each)) && nameOf(each) !== null);
  const shown = holder === undefined ? topStatement(chain) : wholeStatement(holder);
  if (shown === null) return null;
  const name = holder === undefined ? nameOf(shown) : nameOf(holder);
  const { startLine, endLine } = linesOf(file, shown);
  const isLong = endLine - startLine >= maxFunctionLines;
  const { startLine: first, endLine: last } = surroundingLines(file, place);
  return {
    path: file.path,
    startLine: isLong ? Math.max(startLine, first) : startLine,
    endLine: isLong ? Math.min(endLine, last) : endLine,
    why: "around",
    name,
  };
}

export function surroundingLines(file: SourceFile, place: ContextPlace): ContextPiece {
  const count = file.lines().length;
  const startLine = Math.max(1, Math.min(place.startLine, count) - fewLines);
  const endLine = Math.min(count, place.endLine + fewLines);
  return { path: file.path, startLine, endLine, why: "around" };
}

function nodeAt(root: SgNode, file: SourceFile, place: ContextPlace): SgNode | null {
  const line = file.lines()[place.startLine - 1] ?? "";
  const column = line.search(/\S/);
  let node: SgNode = root;
  // Down to the smallest node that begins no later than the first character of the line.
  for (;;) {
    const next = node.children().find((child) => {
      const { start, end } = child.range();
      const startsBefore =
        start.line < place.startLine - 1 ||
        (start.line === place.startLine - 1 && start.column <= column);
      const endsAfter =
        end.line > place.startLine - 1 || (end.line === place.startLine - 1 && end.column > column);
      return startsBefore && endsAfter;
    });
    if (next === undefined) return node;
    node = next;
  }
}

/** `export const f = () => …` is shown from its first word on. */
function wholeStatement(node: SgNode): SgNode {
  let whole = node;
  for (const ancestor of node.ancestors()) {
    const kind = kindOf(ancestor);
    if (
      !/^(?:variable_declarator|lexical_declaration|variable_declaration|export_statement|decorated_definition|pair|public_field_definition|field_definition)$/.test(
        kind,
      )
    )
      break;
    whole = ancestor;
  }
  return whole;
}

/** A grammar refuses to look for a kind that it does not have. */
function identifierKinds({ language }: SourceFile): readonly string[] {
  return /^(?:python|javascript)$/.test(language)
    ? ["identifier"]
    : ["identifier", "type_identifier"];
}

/** Names of functions, classes and types that the lines use, in the order of the text. */
export function namesUsedIn(
  file: SourceFile,
  { startLine, endLine }: ContextPiece,
): readonly UsedName[] {
  const root = file.root();
  if (root === null) return [];
  const names = new Map<string, UsedName>();
  for (const node of findKinds(root, ...identifierKinds(file))) {
    const { line } = node.range().start;
    if (line + 1 < startLine || line + 1 > endLine) continue;
    const text = node.text();
    if (text.length < 2 || names.has(text)) continue;
    names.set(text, { text, isType: node.is("type_identifier") });
  }
  return [...names.values()];
}

/** The import statements that bind one of the names. */
export function importsFor(file: SourceFile, names: readonly UsedName[]): readonly ContextPiece[] {
  const root = file.root();
  if (root === null) return [];
  const wanted = new Set(names.map(({ text }) => text));
  const statements =
    file.language === "python"
      ? pyImports(root)
          .filter(({ local }) => wanted.has(local.split(".")[0] ?? ""))
          .map(({ statement }) => statement)
      : findKinds(root, "import_statement").filter((statement) =>
          findKinds(statement, "identifier").some((each) => wanted.has(each.text())),
        );
  const byStart = new Map(statements.map((each) => [`${startOf(each)} ${endOf(each)}`, each]));
  return [...byStart.values()].map((each) => ({
    path: file.path,
    ...linesOf(file, each),
    why: "import" as const,
  }));
}
