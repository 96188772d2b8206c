import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { enclosingSymbol, endOf, startOf } from "../syntax.ts";
import { type KeywordArgument, keywordArgument, removeArgument } from "./arguments.ts";
import { allCalls, calledName } from "./calls.ts";
import { bindingsOf, valueGiven } from "./scope.ts";

export const flaskDebug: Rule = {
  id: "py/flask-debug",
  title: "Flask started with its debugger",
  fixTitle: "Start the application without the debugger",
  cwe: "CWE-489",
  severity: "high",
  fixClass: "B",
  languages: ["python"],
  why:
    "With `debug=True`, a page that fails shows its source and a console that runs Python for whoever " +
    "opens it; only a PIN stands before it. The fix takes the argument away: while you develop, " +
    "`flask run --debug` turns the debugger on without a line of code.",
  notSeen:
    "Applications made in another file, a debug setting from a variable or a configuration, and files " +
    "of tests or examples.",
  appliesTo: (path) => !isTestPath(path) && !/(?:^|\/)(?:examples?|demos?|docs)\//i.test(path),
  hint: /\bflask\b/i,
  detect,
  fix,
  examples: {
    bad: [
      {
        path: "desk/app.py",
        line: 12,
        code: `from flask import Flask

app = Flask(__name__)


@app.get("/")
def home():
    return "The desk is open."


if __name__ == "__main__":
    app.run(host="0.0.0.0", debug=True)
`,
        after: `from flask import Flask

app = Flask(__name__)


@app.get("/")
def home():
    return "The desk is open."


if __name__ == "__main__":
    app.run(host="0.0.0.0")
`,
      },
      {
        path: "desk/main.py",
        line: 6,
        code: `import flask


def main():
    desk = flask.Flask("desk")
    desk.run(debug=True)
`,
        after: `import flask


def main():
    desk = flask.Flask("desk")
    desk.run()
`,
      },
    ],
    good: [
      {
        path: "desk/settings.py",
        note: "A setting decides, or it is off.",
        code: `import os
from flask import Flask

app = Flask(__name__)
app.run(debug=os.environ.get("DESK_DEBUG") == "1")
app.run(debug=False)
`,
      },
      {
        path: "desk/engine.py",
        note: "Not Flask's `run`.",
        code: `from flask import Flask
from desk.engine import Engine

app = Flask(__name__)
Engine(app).run(debug=True)
`,
      },
    ],
  },
};

function debugRuns(root: SgNode): { call: SgNode; callee: SgNode; debug: KeywordArgument }[] {
  return allCalls(root).flatMap((call) => {
    const callee = call.field("function");
    const list = call.field("arguments");
    const object = callee?.field("object") ?? null;
    if (callee === null || !object?.is("identifier") || list === null) return [];
    if (callee.field("attribute")?.text() !== "run") return [];
    const debug = keywordArgument(list, "debug");
    return debug?.value.is("true") && isFlask(root, object) ? [{ call, callee, debug }] : [];
  });
}

function isFlask(root: SgNode, object: SgNode): boolean {
  const values = bindingsOf(root, object).map((each) => valueGiven(each, object.text()));
  return (
    values.length > 0 &&
    values.every((each) => /^flask\.(?:app\.)?Flask$/.test(calledName(root, each) ?? ""))
  );
}

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  return debugRuns(root).map(({ call, callee }) => ({
    start: startOf(call),
    end: endOf(call),
    code: `${callee.text()} debug=True`,
    symbol: enclosingSymbol(call),
    message:
      `\`${callee.text()}\` starts the application with \`debug=True\`: a page that fails offers a ` +
      "console that runs Python on this machine.",
  }));
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const root = file.root();
  const found = root === null ? [] : debugRuns(root);
  const at = found.find(({ call }) => startOf(call) === detection.start);
  return at === undefined ? null : removeArgument(at.debug.argument);
}
