import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { findKinds, replaceNode, startOf } from "../syntax.ts";
import { positionalArguments } from "./arguments.ts";
import { callsNamed } from "./calls.ts";
import { commandList } from "./command-list.ts";
import { importModule } from "./imports.ts";
import { type ShellCall, shellCallsAmong, shellDetection } from "./shell-call.ts";
import { statementOf } from "./statements.ts";

export const osSystem: Rule = {
  id: "py/os-system",
  title: "System command built from a value",
  fixTitle: "Run the command without a shell",
  cwe: "CWE-78",
  severity: "high",
  fixClass: "B",
  languages: ["python"],
  why:
    "`os.system` and its relatives give their text to a shell. A value in it that holds `;`, `$(…)` or a " +
    "quote becomes further commands. The fix calls `subprocess.run` with the program and a list of " +
    "arguments, which no shell reads.",
  notSeen:
    "Commands built in another function, or in a variable that is set in several places, and files of " +
    "tests. A fix is made for `os.system` where its result is not used and the command needs no shell.",
  appliesTo: (path) => !isTestPath(path),
  hint: /\b(?:system|popen|getoutput|getstatusoutput|create_subprocess_shell)\b/,
  detect,
  fix,
  examples: {
    bad: [
      {
        path: "backup/archive.py",
        line: 5,
        code: `import os


def archive(folder, name):
    os.system("tar -czf %s.tgz %s" % (name, folder))
    return os.path.getsize(f"{name}.tgz")
`,
        after: `import os
import subprocess


def archive(folder, name):
    subprocess.run(["tar", "-czf", f"{name}.tgz", str(folder)])
    return os.path.getsize(f"{name}.tgz")
`,
      },
    ],
    good: [
      {
        path: "backup/constant.py",
        code: `import os
import shlex

TARGET = "/var/backups"


def clear(name):
    os.system("clear")
    os.system(f"ls {TARGET}")
    os.system("gzip " + shlex.quote(name))
`,
      },
      {
        path: "backup/commands.py",
        note: "Whoever gives the words of a command line, or an editor, runs the program himself.",
        code: `import argparse
import os
import sys


def edit(settings, module):
    editor = settings["EDITOR"]
    path = sys.modules[module].__file__
    path = path.replace(".pyc", ".py")
    os.system(f'{editor} "{path}"')


def run(args: list[str], options: argparse.Namespace):
    name, target = args[0:2]
    os.system(f'backup show "{name}" {options.depth}')
`,
      },
      {
        path: "backup/other.py",
        note: "Another `system`.",
        code: `from backup.shell import system


def archive(folder):
    system(f"tar -czf backup.tgz {folder}")
`,
      },
    ],
    untouched: [
      {
        path: "backup/result.py",
        note: "Its result is not that of `subprocess.run`.",
        line: 5,
        code: `import os


def reachable(host):
    return os.system(f"ping -c 1 {host}") == 0
`,
      },
      {
        path: "backup/read.py",
        line: 3,
        code: `import os

def size(folder): return os.popen("du -sh " + folder).read()
`,
      },
    ],
  },
};

const starts =
  /^(?:os\.(?:system|popen)|subprocess\.get(?:status)?output|commands\.get(?:status)?output|asyncio\.create_subprocess_shell)$/;

function systemCalls(root: SgNode): ShellCall[] {
  const calls = callsNamed(root, starts);
  return shellCallsAmong(root, calls, ({ list }) => positionalArguments(list)[0]);
}

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  return root === null ? [] : systemCalls(root).map(shellDetection);
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const root = file.root();
  if (root === null) return null;
  const found = systemCalls(root).find(({ call }) => startOf(call) === detection.start);
  if (found?.name !== "os.system" || statementOf(found.call) === null) return null;
  if (findKinds(found.call, "comment").length > 0) return null;
  const list = commandList(root, found.command);
  const subprocess = list === null ? null : importModule(file, root, "subprocess");
  if (list === null || subprocess === null) return null;
  return [...subprocess.edits, replaceNode(found.call, `${subprocess.name}.run(${list})`)];
}
