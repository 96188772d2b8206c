import { decodeUtf8, type FileChange, type Workspace } from "#lib/base/index.ts";
import type { Detection } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { envLines } from "./env-lines.ts";

const exampleNames = [".env.example", ".env.sample", ".env.template", ".env.dist"];

/** Examples in the same folder, and what git ignores. */
export function besideEnvFile(path: string): readonly string[] {
  return [...exampleNames.map((name) => folderOf(path) + name), ".gitignore"];
}

/**
 * Deletes the file, keeps its names in an example beside it, and has git ignore it. Null where neither
 * an example nor `.gitignore` says that the file was never meant to be committed.
 */
export async function giveUpEnvFile(
  file: SourceFile,
  _detection: Detection,
  workspace: Workspace,
): Promise<readonly FileChange[] | null> {
  const paths = new Set((await workspace.list()).map(({ path }) => path));
  const folder = folderOf(file.path);
  const example = exampleNames.map((name) => folder + name).find((path) => paths.has(path));
  const rules = paths.has(".gitignore") ? await textOf(workspace, ".gitignore") : "";
  const before = example === undefined ? null : await textOf(workspace, example);
  if (rules === null || (example !== undefined && before === null)) return null;
  const ignored = isIgnored(file.path, rules);
  if (example === undefined && !ignored) return null;
  const changes: FileChange[] = [{ path: file.path, before: file.text, after: null }];
  const kept = withNames(before, file);
  if (kept !== before) {
    changes.push({ path: example ?? `${folder}.env.example`, before, after: kept });
  }
  if (!ignored) {
    const after = `${endLine(rules, eolOf(rules))}${file.path}${eolOf(rules)}`;
    changes.push({ path: ".gitignore", before: paths.has(".gitignore") ? rules : null, after });
  }
  return changes;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

async function textOf(workspace: Workspace, path: string): Promise<string | null> {
  return decodeUtf8(await workspace.read(path));
}

/** The example with every name of the file that it does not have yet, and no value. */
function withNames(before: string | null, file: SourceFile): string {
  const known = new Set(envLines(before ?? "").map(({ name }) => name));
  const names = [...new Set(envLines(file.text).map(({ name }) => name))];
  const missing = names.filter((name) => !known.has(name));
  if (missing.length === 0) return before ?? "";
  const eol = before === null ? file.eol : eolOf(before);
  return endLine(before ?? "", eol) + missing.map((name) => `${name}=${eol}`).join("");
}

function endLine(text: string, eol: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}${eol}`;
}

function eolOf(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

/** What git's rules of the root say, for the patterns that people write for these files. */
function isIgnored(path: string, rules: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  let ignored = false;
  for (const line of rules.split(/\r?\n/)) {
    const rule = line.trim();
    if (rule === "" || rule.startsWith("#")) continue;
    const pattern = rule.replace(/^!/, "").replace(/^\*\*\//, "");
    const anchored = pattern.replace(/^\//, "").includes("/") || pattern.startsWith("/");
    if (matches(pattern.replace(/^\//, ""), anchored ? path : name))
      ignored = !rule.startsWith("!");
  }
  return ignored;
}

/** `*` is any run of characters but a slash; matched by its pieces, in order. */
function matches(pattern: string, text: string): boolean {
  if (!/^[\w./*-]+$/.test(pattern)) return false;
  const [head = "", ...rest] = pattern.split("*");
  const tail = rest.at(-1);
  if (tail === undefined) return pattern === text;
  if (!text.startsWith(head) || text.slice(head.length).includes("/")) return false;
  let at = head.length;
  for (const piece of rest.slice(0, -1)) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - tail.length >= at && text.endsWith(tail);
}
