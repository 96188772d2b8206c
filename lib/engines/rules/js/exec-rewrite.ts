import type { SgNode } from "@ast-grep/napi";
import type { TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { endOf, parts, replaceNode, startOf } from "../syntax.ts";
import { type ModuleBinding, moduleBindings } from "./bindings.ts";
import type { ExecCall, ExecReference } from "./exec-call.ts";
import { isTopLevel, specifierList } from "./imports.ts";
import { declarationsOf, usesOf } from "./scope.ts";

const fileVariant = { exec: "execFile", execSync: "execFileSync" } as const;

/** The edits that make the call use `execFile` or `execFileSync`, imports included, or null. */
export function renameToFileVariant(
  file: SourceFile,
  root: SgNode,
  found: ExecCall,
): readonly TextEdit[] | null {
  const callee = found.call.field("function");
  if (callee === null) return null;
  const { route, name } = found;
  if (route.by !== "promisified") {
    // `promisify(exec)(…)` mentions exec inside the callee rather than being it.
    const list = callee.is("call_expression") ? callee.field("arguments") : null;
    const mention = list === null ? callee : parts(list)[0];
    return mention === undefined ? null : renameMention(file, root, { ...route, name }, mention);
  }
  return renamePromisified(file, root, route.declaration.by, callee, found);
}

function renameMention(
  file: SourceFile,
  root: SgNode,
  reference: ExecReference,
  mention: SgNode,
): readonly TextEdit[] | null {
  const target = fileVariant[reference.name];
  if (reference.by === "member") return [replaceNode(reference.property, target)];
  const bound = bindVariant(file, root, reference.binding, target);
  return bound === null ? null : [...bound.edits, replaceNode(mention, bound.local)];
}

/** Keeps the promisified name for its other callers, and gives the new one a name of its own. */
function renamePromisified(
  file: SourceFile,
  root: SgNode,
  declarator: SgNode,
  callee: SgNode,
  found: ExecCall,
): readonly TextEdit[] | null {
  if (found.route.by !== "promisified") return null;
  const { declaration, target } = found.route;
  const statement = declarator.parent();
  const value = declarator.field("value");
  const list = value?.field("arguments") ?? null;
  const mention = list === null ? undefined : parts(list)[0];
  if (statement === null || value === null || mention === undefined) return null;
  const local = declaration.name.text();
  const renamed = /exec/.test(local) ? local.replace("exec", "execFile") : "execFileAsync";
  const present = declarationsOf(root, renamed);
  if (present.length > 0) {
    const [only, ...others] = present;
    const promisesSame = /promisify\(\s*(?:\w+\.)?execFile(?:Sync)?\s*\)$/.test(
      only?.by.field("value")?.text() ?? "",
    );
    if (!promisesSame || others.length > 0) return null;
    const dropped = usesOf(root, declaration).length === 1 ? dropStatement(file, statement) : [];
    const orphan = dropped.length > 0 && target.by === "name" ? orphaned(root, target.binding) : [];
    return [...dropped, ...orphan, replaceNode(callee, renamed)];
  }
  if (usesOf(root, declaration).length === 1) {
    const edits = renameMention(file, root, target, mention);
    if (edits === null) return null;
    return [...edits, replaceNode(declaration.name, renamed), replaceNode(callee, renamed)];
  }
  if (parts(statement).length !== 1 || statement.parent()?.is("export_statement")) return null;
  const bound =
    target.by === "member"
      ? { local: mention.text().replace(/(?<!\w)\w+$/, fileVariant[target.name]), edits: [] }
      : bindVariant(file, root, target.binding, fileVariant[target.name], true);
  if (bound === null) return null;
  const copy = splice(statement, [
    replaceNode(declaration.name, renamed),
    replaceNode(mention, bound.local),
  ]);
  const at = endOf(statement);
  return [
    ...bound.edits,
    { start: at, end: at, text: `${file.eol}${copy}` },
    replaceNode(callee, renamed),
  ];
}

/** Removes a declaration that nothing uses any more, with its line. */
function dropStatement(file: SourceFile, statement: SgNode): TextEdit[] {
  if (parts(statement).length !== 1 || !statement.parent()?.is("program")) return [];
  const end = file.text.indexOf("\n", endOf(statement));
  const trailing = end < 0 ? "x" : file.text.slice(endOf(statement), end);
  if (trailing.trim() !== "") return [];
  return [{ start: startOf(statement), end: end + 1, text: "" }];
}

/** The import of `exec` itself goes when the dropped declaration was its last use. */
function orphaned(root: SgNode, binding: ModuleBinding): TextEdit[] {
  return isTopLevel(binding) && usesOf(root, binding.declaration).length === 1
    ? removal(binding)
    : [];
}

/** Makes the variant available beside `binding`, or in its place when nothing else uses it. */
function bindVariant(
  file: SourceFile,
  root: SgNode,
  binding: ModuleBinding,
  target: string,
  keep = false,
): { readonly local: string; readonly edits: readonly TextEdit[] } | null {
  if (!isTopLevel(binding)) return null;
  const sole = !keep && usesOf(root, binding.declaration).length === 1;
  const present = moduleBindings(root, "child_process").find(
    (each) => each.imported === target && isTopLevel(each),
  );
  if (present !== undefined) {
    if (declarationsOf(root, present.local).length !== 1) return null;
    return { local: present.local, edits: sole ? removal(binding) : [] };
  }
  if (declarationsOf(root, target).length > 0) return null;
  const specifier = specifierOf(binding);
  if (specifier !== null) {
    const at = endOf(specifier);
    const edit = sole
      ? replaceNode(specifier, target)
      : { start: at, end: at, text: `, ${target}` };
    return { local: target, edits: [edit] };
  }
  return bindMember(file, binding, target, sole);
}

/** `const exec = require("child_process").exec`. */
function bindMember(file: SourceFile, binding: ModuleBinding, target: string, sole: boolean) {
  const { statement, declaration } = binding;
  const property = declaration.by.field("value")?.field("property") ?? null;
  if (property === null || parts(statement).length !== 1) return null;
  const edits = [replaceNode(declaration.name, target), replaceNode(property, target)];
  if (sole) return { local: target, edits };
  const at = endOf(statement);
  const text = `${file.eol}${splice(statement, edits)}`;
  return { local: target, edits: [{ start: at, end: at, text }] };
}

function specifierOf(binding: ModuleBinding): SgNode | null {
  const list = specifierList(binding);
  const at = startOf(binding.declaration.name);
  return list === null
    ? null
    : (parts(list).find((each) => startOf(each) <= at && at < endOf(each)) ?? null);
}

/** Takes one of several specifiers out of its list; a lone one stays. */
function removal(binding: ModuleBinding): TextEdit[] {
  const list = specifierList(binding);
  const specifier = specifierOf(binding);
  if (list === null || specifier === null) return [];
  const all = parts(list);
  const at = all.findIndex((each) => startOf(each) === startOf(specifier));
  const next = all[at + 1];
  const previous = all[at - 1];
  if (next !== undefined) return [{ start: startOf(specifier), end: startOf(next), text: "" }];
  if (previous === undefined) return [];
  return [{ start: endOf(previous), end: endOf(specifier), text: "" }];
}

function splice(node: SgNode, edits: readonly TextEdit[]): string {
  const base = startOf(node);
  let text = node.text();
  for (const edit of [...edits].sort((a, b) => b.start - a.start)) {
    text = text.slice(0, edit.start - base) + edit.text + text.slice(edit.end - base);
  }
  return text;
}
