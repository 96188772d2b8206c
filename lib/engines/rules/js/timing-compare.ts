import type { SgNode } from "@ast-grep/napi";
import type { Workspace } from "#lib/base/index.ts";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { contains, findKinds, kindOf, parts, replaceNode, startOf } from "../syntax.ts";
import { constantText, unwrapped } from "./constants.ts";
import { brief, foundAt } from "./found.ts";
import { importName } from "./imports.ts";
import { resolve, sameNode } from "./scope.ts";
import { isString } from "./string-values.ts";
import { timingCompareExamples } from "./timing-compare.examples.ts";

export const timingCompare: Rule = {
  id: "js/timing-compare",
  title: "Signature compared in a time that tells",
  fixTitle: "Compare the signature in constant time",
  cwe: "CWE-208",
  severity: "medium",
  fixClass: "B",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "`===` stops at the first character that differs. Whoever measures how long that takes can find a " +
    "valid signature character by character. The fix compares with `timingSafeEqual`, which takes the " +
    "same time wherever the difference is.",
  notSeen:
    "Signatures computed in another file or passed through several variables, comparisons by other " +
    "functions, and files of tests. A fix is left out where the signature is computed in the " +
    "comparison itself.",
  appliesTo: (path) => !isTestPath(path),
  hint: /createHmac/,
  detect,
  fix,
  examples: timingCompareExamples,
};

interface Comparison {
  readonly node: SgNode;
  readonly digest: SgNode;
  readonly other: SgNode;
}

const maxComparisons = 500;

function comparisons(root: SgNode): Comparison[] {
  const all = root.findAll({
    rule: { kind: "binary_expression", has: { field: "operator", regex: "^[=!]==?$" } },
  });
  return all.slice(0, maxComparisons).flatMap((node) => {
    const left = node.field("left");
    const right = node.field("right");
    if (left === null || right === null) return [];
    const digest = [left, right].find(isHmac);
    if (digest === undefined) return [];
    const other = sameNode(digest, left) ? right : left;
    const fixed =
      constantText(other) !== null || /^(?:null|undefined|true|false|\d+)$/.test(other.text());
    return fixed || isHmac(other) ? [] : [{ node, digest, other }];
  });
}

/** `createHmac(…)….digest("hex")`, at once or through a variable that is set once. */
function isHmac(node: SgNode): boolean {
  const inner = unwrapped(node);
  if (!inner.is("identifier")) return isDigest(inner);
  const by = resolve(inner)?.by;
  const value = by?.is("variable_declarator") ? by.field("value") : null;
  return value !== null && value !== undefined && holdsDigest(value);
}

/** A prefix such as `sha256=` in front of the sum is a part of the signature. */
function holdsDigest(value: SgNode, depth = 0): boolean {
  if (depth > 3) return false;
  if (isDigest(value)) return true;
  if (value.is("template_string")) {
    return parts(value).some(
      (part) => part.is("template_substitution") && holdsDigest(parts(part)[0] ?? part, depth + 1),
    );
  }
  const joined = value.is("binary_expression") && value.field("operator")?.text() === "+";
  return joined && parts(value).some(isDigest);
}

function isDigest(node: SgNode): boolean {
  if (!node.is("call_expression")) return false;
  const callee = node.field("function");
  const list = node.field("arguments");
  if (callee?.field("property")?.text() !== "digest" || list === null) return false;
  if (!/^(?:hex|base64|base64url|latin1|binary)$/.test(constantText(parts(list)[0]) ?? ""))
    return false;
  return isHmacChain(callee.field("object"));
}

/** Walks `createHmac(…).update(…)` back to its head, or the variable that holds it. */
function isHmacChain(start: SgNode | null): boolean {
  let node = start;
  for (let step = 0; node !== null && step < 10; step++) {
    if (node.is("identifier")) {
      const by: SgNode | undefined = resolve(node)?.by;
      node = by?.is("variable_declarator") ? by.field("value") : null;
      continue;
    }
    const callee: SgNode | null = node.field("function");
    if (/(?:^|\.)createHmac$/.test(callee?.text() ?? "")) return true;
    node = callee?.field("object") ?? null;
  }
  return false;
}

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  return comparisons(root).map(({ node, other }) => {
    const message =
      `\`${brief(other)}\` is compared with the right signature character by character: how long that ` +
      "takes tells how much of it was right.";
    return foundAt(node, message);
  });
}

async function fix(
  file: SourceFile,
  detection: Detection,
  workspace: Workspace,
): Promise<readonly TextEdit[] | null> {
  const root = file.root();
  if (root === null) return null;
  const found = comparisons(root).find(({ node }) => startOf(node) === detection.start);
  if (found === undefined || !isPlain(found.other) || !found.digest.is("identifier")) return null;
  if (findKinds(found.node, "comment").length > 0) return null;
  const name = await importName(file, root, "crypto", "timingSafeEqual", workspace);
  if (name === null) return null;
  const given = isString(found.other) ? found.other.text() : `String(${found.other.text()})`;
  const digest = found.digest.text();
  const same =
    `Buffer.byteLength(${given}) === Buffer.byteLength(${digest}) && ` +
    `${name.expression}(Buffer.from(${given}), Buffer.from(${digest}))`;
  return [...name.edits, replaceNode(found.node, inPlace(found.node, same))];
}

/** A name or a member: it can stand twice without being worked out twice. */
function isPlain(node: SgNode): boolean {
  if (node.is("identifier")) return true;
  if (node.is("subscript_expression")) {
    const index = node.field("index");
    const object = node.field("object");
    return index?.is("string") === true && object !== null && isPlain(object);
  }
  const object = node.is("member_expression") ? node.field("object") : null;
  return object !== null && (isPlain(object) || object.is("this"));
}

const loose = new Set([
  "return_statement",
  "variable_declarator",
  "parenthesized_expression",
  "arguments",
]);

function inPlace(node: SgNode, same: string): string {
  const parent = node.parent();
  if (node.field("operator")?.text().startsWith("!")) return `!(${same})`;
  if (parent === null || loose.has(kindOf(parent))) return same;
  const body = parent.is("arrow_function") ? parent.field("body") : null;
  return body !== null && contains(body, node) ? same : `(${same})`;
}
