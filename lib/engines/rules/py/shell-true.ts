import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { parts, replaceNode, startOf } from "../syntax.ts";
import { hasSplat, keywordArgument, positionalArguments, removeArgument } from "./arguments.ts";
import { callsNamed } from "./calls.ts";
import { commandList } from "./command-list.ts";
import { type ShellCall, shellCallsAmong, shellDetection } from "./shell-call.ts";
import { shellTrueExamples } from "./shell-true.examples.ts";

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

const starts = /^subprocess\.(?:run|call|check_call|check_output|Popen)$/;

function shellCalls(root: SgNode): ShellCall[] {
  const calls = callsNamed(root, starts).filter(({ list }) =>
    keywordArgument(list, "shell")?.value.is("true"),
  );
  return shellCallsAmong(
    root,
    calls,
    ({ list }) => positionalArguments(list)[0] ?? keywordArgument(list, "args")?.value,
  );
}

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  return root === null ? [] : shellCalls(root).map(shellDetection);
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
