import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { enclosingSymbol, endOf, normalised, parts, replaceNode, startOf } from "../syntax.ts";
import { hasSplat, keywordArgument, positionalArguments, removeArgument } from "./arguments.ts";
import { callsNamed, type NamedCall } from "./calls.ts";
import { commandList } from "./command-list.ts";
import { shellTrueExamples } from "./shell-true.examples.ts";
import { builtCommand, listed, shellValues } from "./shell-values.ts";

export const shellTrue: Rule = {
  id: "py/shell-true",
  title: "Shell command built from a value",
  fixTitle: "Run the command without a shell",
  cwe: "CWE-78",
  severity: "high",
  fixClass: "B",
  languages: ["python"],
  why:
    "With `shell=True` a shell reads the command. A value in it that holds `;`, `$(…)` or a quote " +
    "becomes further commands. The fix hands over the program and its arguments as a list: no shell " +
    "reads them, so a value stays one argument.",
  notSeen:
    "Commands built in another function, or in a variable that is set in several places, and files of " +
    "tests. A fix is left out where the command needs a shell (pipes, redirects, globs, several " +
    "commands) or where one value may stand for several arguments.",
  appliesTo: (path) => !isTestPath(path),
  hint: /shell\s{0,3}=\s{0,3}True/,
  detect,
  fix,
  examples: shellTrueExamples,
};

interface ShellCall extends NamedCall {
  readonly command: SgNode;
  readonly built: SgNode;
  readonly values: readonly SgNode[];
}

const starts = /^subprocess\.(?:run|call|check_call|check_output|Popen)$/;
/** Each is followed through the code around it, which takes time in a long file. */
const maxCalls = 500;

function shellCalls(root: SgNode): ShellCall[] {
  return callsNamed(root, starts)
    .filter(({ list }) => keywordArgument(list, "shell")?.value.is("true"))
    .slice(0, maxCalls)
    .flatMap((found): ShellCall[] => {
      const { list } = found;
      const command = positionalArguments(list)[0] ?? keywordArgument(list, "args")?.value;
      const built = command === undefined ? null : builtCommand(root, command);
      if (command === undefined || built === null) return [];
      const values = shellValues(root, built);
      return values.length === 0 ? [] : [{ ...found, command, built, values }];
    });
}

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  return shellCalls(root).map(({ call, callee, built, values }) => ({
    start: startOf(call),
    end: endOf(call),
    code: `${callee.text()} ${normalised(built)}`,
    symbol: enclosingSymbol(call),
    message:
      `\`${callee.text()}\` hands a shell a command line built from ${listed(values)}: whoever ` +
      "controls that value can run other commands.",
  }));
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const root = file.root();
  if (root === null) return null;
  const found = shellCalls(root).find(({ call }) => startOf(call) === detection.start);
  if (found === undefined || hasSplat(found.list) || parts(found.command).length === 0) return null;
  if (keywordArgument(found.list, "executable") !== null) return null;
  const shell = keywordArgument(found.list, "shell");
  const list = commandList(root, found.command);
  const removed = shell === null ? null : removeArgument(shell.argument);
  return list === null || removed === null ? null : [replaceNode(found.command, list), ...removed];
}
