import type { SgNode } from "@ast-grep/napi";
import { isBrowserCode } from "../js/browser.ts";
import { environmentRead, isValuePlace } from "../js/environment.ts";
import { declarationsOf, sameNode } from "../js/scope.ts";
import { importModule } from "../py/imports.ts";
import type { Detection, TextEdit, TextRange } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { kindOf, parts, replaceNode, startOf } from "../syntax.ts";
import { environmentName } from "./env-name.ts";
import { literalAround, type SecretLiteral } from "./literal.ts";
import { findSecretValues } from "./secret-values.ts";

/** Reads the value from the environment at run time; null where the code may run without one. */
export async function readFromEnvironment(
  file: SourceFile,
  detection: Detection,
): Promise<readonly TextEdit[] | null> {
  const root = file.root();
  const values = await findSecretValues(file.path, file.text);
  const secret = values.find((each) => each.start === detection.start);
  const literal = root === null || secret === undefined ? null : literalAround(root, secret);
  if (root === null || secret === undefined || literal === null) return null;
  const wanted = environmentName(literal.name, secret.vendor);
  const name = unusedName(file.text, wanted);
  const own = readAt(file, root, secret, name);
  if (own === null) return null;
  // The same value elsewhere in the file is the same secret: it is read from the same variable.
  const value = file.text.slice(secret.start, secret.end);
  const same = values.filter(
    (each) => each.start !== secret.start && file.text.slice(each.start, each.end) === value,
  );
  return [...own, ...same.flatMap((each) => readAt(file, root, each, name) ?? [])];
}

/** Another secret of the file may already have the name. */
function unusedName(text: string, wanted: string): string {
  const names = [wanted, ...Array.from({ length: 8 }, (_, at) => `${wanted}_${at + 2}`)];
  const read = (name: string) =>
    new RegExp(`\\b(?:process\\.env\\.|environ(?:\\.get)?[[(]["']|getenv\\(["'])${name}\\b`).test(
      text,
    );
  return names.find((name) => !read(name)) ?? wanted;
}

function readAt(
  file: SourceFile,
  root: SgNode,
  secret: TextRange,
  name: string,
): readonly TextEdit[] | null {
  const literal = literalAround(root, secret);
  if (literal === null) return null;
  if (file.language === "python") return python(root, literal, secret, name, file);
  if (isBrowserCode(file) || declarationsOf(root, "process").length > 0) return null;
  return javascript(file, literal, secret, name);
}

function javascript(
  file: SourceFile,
  { node, whole }: SecretLiteral,
  secret: TextRange,
  name: string,
): readonly TextEdit[] | null {
  const parent = node.parent();
  const read = `process.env.${name}`;
  if (parent === null || !isValuePlace(node)) return null;
  if (!whole) {
    const within = `\${${read}}`;
    if (node.is("template_string")) return [{ start: secret.start, end: secret.end, text: within }];
    const inner = node.text().slice(1, -1);
    if (/[`\\]|\$\{/.test(inner)) return null;
    const at = secret.start - startOf(node) - 1;
    const length = secret.end - secret.start;
    const text = `\`${inner.slice(0, at)}${within}${inner.slice(at + length)}\``;
    return [replaceNode(node, text)];
  }
  const left = parent.field("left");
  const operator = parent.field("operator")?.text() ?? "";
  const isDefault = parent.is("binary_expression") && /^(?:\|\||\?\?)$/.test(operator);
  if (isDefault && left !== null && /^process\.env\b/.test(left.text())) {
    return [replaceNode(parent, environmentRead(file.language, left.text(), parent))];
  }
  return [replaceNode(node, environmentRead(file.language, read, node))];
}

function python(
  root: SgNode,
  { node, whole }: SecretLiteral,
  secret: TextRange,
  name: string,
  file: SourceFile,
): readonly TextEdit[] | null {
  const parent = node.parent();
  if (
    parent === null ||
    /^(?:expression_statement|concatenated_string|block)$/.test(kindOf(parent))
  ) {
    return null;
  }
  if (parent.is("pair") && !sameNode(parent.field("value"), node)) return null;
  const opening = node.children()[0]?.text() ?? "";
  const quote = opening.slice(-1);
  const os = importModule(file, root, "os");
  if (os === null) return null;
  if (whole) {
    if (!/^["']+$/.test(opening)) return null;
    const fallback = environmentDefault(parent, node);
    if (fallback !== null) return [replaceNode(fallback.call, fallback.text)];
    return [...os.edits, replaceNode(node, `${os.name}.environ[${quote}${name}${quote}]`)];
  }
  const text = node.text();
  if (!/^["']$/.test(opening) || /[{}\\]/.test(text)) return null;
  const other = quote === '"' ? "'" : '"';
  if (text.slice(1, -1).includes(other)) return null;
  const at = secret.start - startOf(node);
  const read = `{${os.name}.environ[${other}${name}${other}]}`;
  const after = text.slice(at + secret.end - secret.start);
  return [...os.edits, replaceNode(node, `f${text.slice(0, at)}${read}${after}`)];
}

/** `os.environ.get("NAME", "secret")` and `os.getenv("NAME", "secret")` lose their default. */
function environmentDefault(list: SgNode, node: SgNode): { call: SgNode; text: string } | null {
  const call = list.is("argument_list") ? list.parent() : null;
  const callee = call?.field("function")?.text() ?? "";
  const [key, value] = parts(list);
  if (call === null || !/^os\.(?:environ\.get|getenv)$/.test(callee)) return null;
  if (!key?.is("string") || value === undefined || !sameNode(value, node)) return null;
  return { call, text: `os.environ[${key.text()}]` };
}
