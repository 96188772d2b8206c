import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { endOf, findKinds, parts, startOf } from "../syntax.ts";
import { heldBy } from "./constants.ts";
import { brief, foundAt } from "./found.ts";
import { newBufferExamples } from "./new-buffer.examples.ts";
import { declarationsOf, resolve } from "./scope.ts";
import { isString } from "./string-values.ts";

export const newBuffer: Rule = {
  id: "js/new-buffer",
  title: "Buffer made by its deprecated constructor",
  fixTitle: "Make the buffer with Buffer.from or Buffer.alloc",
  cwe: "CWE-1188",
  severity: "medium",
  fixClass: "B",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "`new Buffer(x)` copies a text but reserves memory for a number: a caller who sends a number where " +
    "a text was meant gets memory of the process, or uses it up. The fix writes `Buffer.from` or " +
    "`Buffer.alloc`, whichever the argument proves to be meant.",
  notSeen:
    "Files that ask whether `Buffer.from` is there, which are made for very old versions of Node.js, " +
    "and files of tests. A fix is left out where the argument may be a text or a number.",
  offByDefault:
    "Nearly all old code hands it texts and bytes, which it copies as it should: that is out of date, and harms only where a number can come from outside.",
  appliesTo: (path) => !isTestPath(path),
  hint: /\bBuffer\s*\(/,
  detect,
  fix,
  examples: newBufferExamples,
};

const maxDepth = 6;
/** Each is looked up in its scopes, which takes time in a long file. */
const maxBuffers = 500;

/** `typeof Buffer.from`, `Buffer.alloc ? … : …`: the old constructor is what old versions get. */
const asksForFrom =
  /typeof\s+Buffer\s*\.\s*(?:from|alloc)|\bBuffer\.(?:from|alloc\w*)\s*(?:\?[^.]|&&|\|\||[=!]==?|\))|in\s+Buffer\b/;

function oldBuffers(file: SourceFile): SgNode[] {
  const root = file.root();
  if (root === null || asksForFrom.test(file.text)) return [];
  const own = declarationsOf(root, "Buffer").filter(({ by }) => !isNodeBuffer(by));
  if (own.length > 0) return [];
  const regex = "^Buffer$";
  return root
    .findAll({
      rule: {
        any: [
          { kind: "new_expression", has: { field: "constructor", regex } },
          { kind: "call_expression", has: { field: "function", regex } },
        ],
      },
    })
    .slice(0, maxBuffers)
    .filter((node) => argumentsOf(node).length > 0);
}

function isNodeBuffer(by: SgNode): boolean {
  const statement = [by, ...by.ancestors()].find((each) =>
    /^(?:import_statement|lexical_declaration|variable_declaration)$/.test(String(each.kind())),
  );
  return /["'](?:node:)?buffer\/?["']/.test(statement?.text() ?? "");
}

function argumentsOf(node: SgNode): SgNode[] {
  const list = node.field("arguments");
  return list?.is("arguments") ? parts(list) : [];
}

function detect(file: SourceFile): readonly Detection[] {
  return oldBuffers(file).map((node) => {
    const meant = factoryFor(node);
    const danger =
      meant === "from"
        ? "is deprecated, as the same call with a number hands out memory of the process"
        : "reserves memory where its argument is a number, which old versions of Node.js do not clear";
    return foundAt(node, `\`${brief(node)}\` ${danger}.`);
  });
}

/** What the arguments prove the call to mean. */
function factoryFor(node: SgNode): "from" | "alloc" | null {
  const [first, second] = argumentsOf(node);
  if (first === undefined || first.is("spread_element")) return null;
  if (second !== undefined && /^["'`]|^(?:in|from|input)?_?enc(?:oding)?$/i.test(second.text()))
    return "from";
  if (second !== undefined) return null;
  const held = heldBy(first);
  if (isString(first) || isString(held) || isBytes(held) || isDigest(held)) return "from";
  return isNumber(first) || isNumber(held) ? "alloc" : null;
}

const byteMakers =
  /^(?:Buffer\.(?:from|alloc|allocUnsafe|concat)|(?:fs\.)?readFileSync|(?:crypto\.)?randomBytes|Uint8Array|ArrayBuffer)$/;

function isBytes(node: SgNode): boolean {
  if (node.is("array")) return true;
  const callee = node.field("function") ?? node.field("constructor");
  return callee !== null && byteMakers.test(callee.text());
}

function isDigest(node: SgNode): boolean {
  const name = node.field("function")?.field("property")?.text() ?? "";
  return /^(?:digest|stringify|join)$/.test(name) && node.is("call_expression");
}

function isNumber(node: SgNode, depth = 0): boolean {
  if (depth > maxDepth) return false;
  if (node.is("number")) return true;
  if (node.is("member_expression")) {
    return /^(?:length|byteLength|size)$/.test(node.field("property")?.text() ?? "");
  }
  if (node.is("binary_expression")) {
    const operator = node.field("operator")?.text() ?? "";
    if (/^(?:[-*/%&|^]|<<|>>>?|\*\*)$/.test(operator)) return true;
    return operator === "+" && parts(node).every((each) => isNumber(heldBy(each), depth + 1));
  }
  if (node.is("call_expression")) {
    const callee = node.field("function")?.text() ?? "";
    return /^(?:Math\.\w+|Number|parseInt|Buffer\.byteLength)$/.test(callee);
  }
  const type = node.is("identifier") ? resolve(node)?.by.field("type")?.text() : undefined;
  return /^:\s*number$/.test(type ?? "");
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const node = oldBuffers(file).find((each) => startOf(each) === detection.start);
  const factory = node === undefined ? null : factoryFor(node);
  const list = node?.field("arguments") ?? null;
  if (node === undefined || factory === null || list === null) return null;
  const between = node.children().filter((child) => child.is("comment"));
  if (between.length > 0 || findKinds(list, "spread_element").length > 0) return null;
  const callee = node.field("function") ?? node.field("constructor");
  return callee === null
    ? null
    : [{ start: startOf(node), end: endOf(callee), text: `Buffer.${factory}` }];
}
