import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { endOptions, plainProgram, splitWords } from "../shell-words.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import {
  enclosingSymbol,
  endOf,
  kindOf,
  normalised,
  parts,
  replaceNode,
  startOf,
} from "../syntax.ts";
import { commandParts } from "./command-words.ts";
import { findExecCalls } from "./exec-call.ts";
import { renameToFileVariant } from "./exec-rewrite.ts";
import { execTemplateExamples } from "./exec-template.examples.ts";
import { brief } from "./found.ts";
import { isFunction, resolve, sameNode } from "./scope.ts";
import { insideQuoting, isNamedQuoting, isShellQuoted } from "./shell-quoting.ts";
import { mayHoldSeveralWords } from "./string-values.ts";
import { codeStyle } from "./style.ts";
import { isTrusted, valuesSet } from "./trusted.ts";
import { wordExpression } from "./word-expression.ts";

export const execTemplate: Rule = {
  id: "js/exec-template",
  title: "Shell command built from a value",
  fixTitle: "Run the command without a shell",
  cwe: "CWE-78",
  severity: "high",
  fixClass: "B",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "`exec` gives its text to a shell. A value in that text that holds `;`, `$(…)` or a quote " +
    "becomes further commands. The fix calls `execFile` with the program and a list of arguments: " +
    "no shell reads them, so a value stays one argument.",
  notSeen:
    "Commands built far from the call (other than in a `const` of the same file), `spawn` with " +
    "`shell: true`, other libraries that start a shell, commands that install a named package, and files of tests. A fix is left out where " +
    "the command needs a shell (pipes, redirects, globs, several commands) or where one value may " +
    "stand for several arguments.",
  appliesTo: (path) => !isTestPath(path),
  hint: /child_process/,
  detect,
  fix,
  examples: execTemplateExamples,
};

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  return findExecCalls(root).flatMap((found) => {
    const values = shellValues(commandOf(found.command));
    if (values.length === 0) return [];
    const names = [...new Set(values.map((value) => `\`${brief(insideQuoting(value))}\``))];
    const listed = names.slice(0, 3).join(", ") + (names.length > 3 ? " and more" : "");
    const callee = found.call.field("function")?.text() ?? found.name;
    return {
      start: startOf(found.call),
      end: endOf(found.command),
      code: `${callee} ${normalised(commandOf(found.command))}`,
      symbol: enclosingSymbol(found.call),
      message:
        `\`${callee}\` hands a shell a command line built from ${listed}: whoever controls that ` +
        "value can run other commands.",
    };
  });
}

/** The command itself, or what the `const` holds that stands for it. */
function commandOf(command: SgNode): SgNode {
  if (!command.is("identifier")) return command;
  const found = resolve(command);
  const value = found?.by.is("variable_declarator") ? found.by.field("value") : null;
  const plain = found !== null && sameNode(found.by.field("name"), found.name);
  return value !== null && plain ? value : command;
}

/** True where the command is put together from values in a way that this rule reports. */
export function isBuiltCommand(command: SgNode): boolean {
  return shellValues(commandOf(command)).length > 0;
}

/** The values in a template or concatenation that somebody outside may choose. */
function shellValues(command: SgNode): SgNode[] {
  if (!command.is("template_string") && !command.is("binary_expression")) return [];
  if (installs.test(command.text())) return [];
  const all = command.is("template_string")
    ? parts(command).flatMap((part) => (part.is("template_substitution") ? parts(part) : []))
    : operands(command);
  return all.filter((value) => !isTrusted(value) && !isShellQuoted(value) && !isOfProgram(value));
}

/** Whoever chooses the package that is installed has his code run anyway. */
const installs = /\b(?:npm|pnpm|yarn|npmpath)\b[\s"'`+]{1,6}(?:install|add|i)\s/i;

/** A call without arguments of a function of the file, or a named file below a folder of settings. */
function isOfProgram(value: SgNode): boolean {
  const list = value.is("call_expression") ? value.field("arguments") : null;
  if (list !== null && parts(list).length === 0 && value.field("function")?.is("identifier")) {
    return true;
  }
  const found = value.is("identifier") ? resolve(value) : null;
  const set = found?.by.is("variable_declarator") ? valuesSet(found) : null;
  return set != null && set.length > 0 && set.every(isNamedFile);
}

function isNamedFile(value: SgNode): boolean {
  const list = value.is("call_expression") ? value.field("arguments") : null;
  if (list === null || !/\bpath\.(?:join|resolve)$/.test(value.field("function")?.text() ?? ""))
    return false;
  const [folder, ...names] = parts(list);
  if (folder === undefined || names.length === 0 || !names.every((each) => each.is("string")))
    return false;
  const ofSettings =
    folder.is("member_expression") && !/^(?:req|request|ctx)\b/.test(folder.text());
  return isTrusted(folder) || ofSettings;
}

function operands(node: SgNode): SgNode[] {
  if (node.is("binary_expression")) return parts(node).flatMap(operands);
  if (node.is("template_string")) return shellValues(node);
  return [node];
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const root = file.root();
  if (root === null) return null;
  const found = findExecCalls(root).find((each) => startOf(each.call) === detection.start);
  if (found === undefined || !found.rest.every(isPlainArgument)) return null;
  const line = commandParts(found.command);
  const words = line === null ? null : splitWords(line);
  const program = words === null ? null : plainProgram(words);
  if (words === null || program === null) return null;
  const values = words.flatMap((word) => word.filter((part) => typeof part !== "string"));
  // Without a shell, what was escaped for it would stay escaped.
  if (values.some((value) => mayHoldSeveralWords(value) || isNamedQuoting(value))) return null;
  const rename = renameToFileVariant(file, root, found);
  if (rename === null) return null;
  const style = codeStyle(root);
  const list = endOptions(program, words.slice(1)).map((word) => wordExpression(word, style));
  const text = `${wordExpression([program], style)}, [${list.join(", ")}]`;
  return [...rename, replaceNode(found.command, text)];
}

/** An argument that cannot bring the `shell` option back: a plain object or a callback. */
function isPlainArgument(node: SgNode): boolean {
  if (isFunction(node) || /^(?:undefined|null)$/.test(node.text())) return true;
  if (node.is("object")) {
    return parts(node).every(
      (part) =>
        /^(?:pair|shorthand_property_identifier|method_definition)$/.test(kindOf(part)) &&
        !/^["'[]?shell\b|^\[/.test(part.text()),
    );
  }
  if (!node.is("identifier")) return false;
  const found = resolve(node);
  if (found === null) return false;
  const { by } = found;
  if (isFunction(by) && sameNode(by.field("name"), found.name)) return true;
  const value = by.is("variable_declarator") ? by.field("value") : null;
  if (value !== null) return !value.is("identifier") && isPlainArgument(value);
  return /^(?:cb|callback|done|next|resolve|reject|handler|fn)$/i.test(node.text());
}
