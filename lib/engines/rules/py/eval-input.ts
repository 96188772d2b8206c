import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { enclosingSymbol, endOf, normalised, startOf } from "../syntax.ts";
import { positionalArguments } from "./arguments.ts";
import { builtinCalls, calledName } from "./calls.ts";
import { outsideValue } from "./downloads.ts";

export const evalInput: Rule = {
  id: "py/eval-input",
  title: "Text from outside run as Python",
  fixTitle: "Read the text as data",
  cwe: "CWE-95",
  severity: "high",
  fixClass: "C",
  languages: ["python"],
  why:
    "`eval` and `exec` run whatever the text says, with all that the program may do. " +
    "`ast.literal_eval` reads numbers, texts and lists; `int` and `json.loads` read what they say. Which " +
    "of them is meant only the program's authors know, so Etna reports and does not rewrite it.",
  notSeen:
    "Text that passes through other functions, files or requests to a server of your own, scripts that " +
    "`exec` reads from the standard input, and files of tests.",
  appliesTo: (path) => !isTestPath(path),
  hint: /\b(?:eval|exec)\s{0,3}\(/,
  detect,
  examples: {
    bad: [
      {
        path: "tools/plot.py",
        line: 1,
        code: `limit = eval(input("Up to: "))
for step in range(limit):
    print(step, step ** 2)
`,
      },
      {
        path: "tools/update.py",
        line: 6,
        code: `from urllib.request import urlopen


def update(address):
    with urlopen(address) as answer:
        exec(answer.read().decode())
`,
      },
    ],
    good: [
      {
        path: "tools/data.py",
        code: `import ast

LIMIT = "2 ** 10"

limit = ast.literal_eval(input("Up to: "))
print(eval(LIMIT), limit)
`,
      },
      {
        path: "tools/shell.py",
        note: "A shell runs the script that it is handed.",
        code: `import code
import sys


def shell(names):
    if not sys.stdin.isatty():
        exec(sys.stdin.read(), names)
        return
    code.interact(local=names)
`,
      },
    ],
  },
};

function outsideRuns(root: SgNode): { call: SgNode; name: string; what: string }[] {
  return builtinCalls(root, "eval", "exec").flatMap((call) => {
    const list = call.field("arguments");
    const first = list?.is("argument_list") ? positionalArguments(list)[0] : undefined;
    const text = first === undefined ? null : compiled(root, first);
    const what = text === null ? null : outsideValue(root, text);
    const name = call.field("function")?.text() ?? "";
    // A program that is handed to a shell of Python, as `shell < script.py` is meant to.
    if (what === null || (name === "exec" && what === "the standard input")) return [];
    return [{ call, name, what }];
  });
}

/** `exec(compile(text, …))` runs the text. */
function compiled(root: SgNode, node: SgNode): SgNode {
  const list = node.is("call") ? node.field("arguments") : null;
  const isCompile = node.field("function")?.text() === "compile" && calledName(root, node) === null;
  return isCompile && list?.is("argument_list") ? (positionalArguments(list)[0] ?? node) : node;
}

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  return outsideRuns(root).map(({ call, name, what }) => ({
    start: startOf(call),
    end: endOf(call),
    code: normalised(call),
    symbol: enclosingSymbol(call),
    message: `\`${name}\` runs ${what} as Python: it can do all that this program can.`,
  }));
}
