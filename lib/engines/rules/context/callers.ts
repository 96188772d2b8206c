import type { SgNode } from "@ast-grep/napi";
import { decodeUtf8, isAppError, type Workspace } from "#lib/base/index.ts";
import { isTestPath, vendoredFolder } from "../skip.ts";
import { languageOf, type SourceFile } from "../source-file.ts";
import { findKinds, kindOf, startOf } from "../syntax.ts";
import type { Around } from "./around.ts";
import { linesOf } from "./nodes.ts";
import type { ContextPiece, OpenFile } from "./piece.ts";

const maxCallers = 4;
const maxTests = 2;
/** Lines on either side of a call. */
const fewLines = 3;

/** Where the function is called: in tests, and in the code, a few of each. */
export async function callersOf(
  workspace: Workspace,
  file: SourceFile,
  around: Around,
  open: OpenFile,
): Promise<readonly ContextPiece[]> {
  const name = around.name ?? "";
  const found: ContextPiece[] = [];
  const count = (why: ContextPiece["why"]) => found.filter((piece) => piece.why === why).length;
  for (const { path } of await workspace.list()) {
    if (family(path) !== family(file.path) || vendoredFolder(path) !== null) continue;
    const why = isTestPath(path) ? "test" : "caller";
    if (count(why) >= (why === "test" ? maxTests : maxCallers)) continue;
    const text = await textOf(workspace, path, name);
    if (text === null || (path !== file.path && !mentions(text, file.path))) continue;
    const other = path === file.path ? file : await open(path);
    const call = other === null ? null : firstCall(other, name, path === file.path ? around : null);
    if (other !== null && call !== null) found.push(pieceAround(other, call, why));
  }
  return found;
}

/** The text of a file that holds the name. One that cannot be read calls nothing. */
async function textOf(workspace: Workspace, path: string, name: string): Promise<string | null> {
  try {
    const text = decodeUtf8(await workspace.read(path));
    return text?.includes(name) === true ? text : null;
  } catch (error) {
    if (isAppError(error, "unavailable")) return null;
    throw error;
  }
}

function family(path: string): string {
  const language = languageOf(path);
  return language === "javascript" || language === "tsx" ? "typescript" : language;
}

/** True where the text imports a module of that name, from wherever. */
function mentions(text: string, path: string): boolean {
  const [file = "", folder = ""] = path.split("/").reverse();
  const stem = file.slice(0, Math.max(0, file.lastIndexOf(".")));
  const isIndex = stem === "index" || stem === "__init__";
  const name = (isIndex ? folder : stem).replace(/[^\w-]/g, "\\$&");
  const pattern = path.endsWith(".py")
    ? `^[ \\t]*(?:from|import)[ \\t].*\\b${name}\\b`
    : `[/"'#]${name}(?:/index)?(?:\\.\\w+)?["']`;
  return new RegExp(pattern, "m").test(text);
}

function firstCall(file: SourceFile, name: string, except: Around | null): SgNode | null {
  const root = file.root();
  if (root === null) return null;
  const kinds = file.language === "python" ? ["call"] : ["call_expression", "new_expression"];
  for (const call of findKinds(root, ...kinds)) {
    const callee = call.field("function") ?? call.field("constructor");
    const last = callee?.field("property") ?? callee?.field("attribute") ?? callee;
    if (last?.text() !== name) continue;
    const line = file.positionAt(startOf(call)).line;
    if (except !== null && except.startLine <= line && line <= except.endLine) continue;
    return call;
  }
  return null;
}

/** A test is shown whole where it is short; of other code it is the lines around the call. */
function pieceAround(file: SourceFile, call: SgNode, why: "test" | "caller"): ContextPiece {
  const { startLine, endLine } = linesOf(file, call);
  const last = Math.min(file.lines().length, endLine + fewLines, startLine + 4 * fewLines);
  const near = {
    path: file.path,
    startLine: Math.max(1, startLine - fewLines),
    endLine: last,
    why,
  };
  if (why === "caller") return near;
  const test = call.ancestors().find((each) => isTestCase(each));
  if (test === undefined) return near;
  const whole = linesOf(file, test);
  return whole.endLine - whole.startLine < 25 ? { path: file.path, ...whole, why } : near;
}

function isTestCase(node: SgNode): boolean {
  if (kindOf(node) === "function_definition") return /^test/.test(node.field("name")?.text() ?? "");
  return node.is("call_expression") && /^(?:it|test)\b/.test(node.field("function")?.text() ?? "");
}
