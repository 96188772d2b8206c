import type { SgNode } from "@ast-grep/napi";
import type { Rule } from "../rule.ts";
import { argument, detections, namedCalls, requestRule, type Sink } from "./taint/rule-parts.ts";

export const pyCodeInjection: Rule = {
  ...requestRule,
  id: "py/code-injection",
  title: "Value of the request run as Python",
  fixTitle: "Read the value without running it",
  cwe: "CWE-94",
  severity: "critical",
  fixClass: "C",
  why:
    "`eval`, `exec` and `compile` run what they are given as a part of the program, and no set of " +
    "globals keeps it from the rest of Python. Read plain values with `ast.literal_eval` or `json`, and " +
    "choose what to do from a table.",
  notSeen:
    "Values that come from other files, and other ways to run text, such as an import by name.",
  detect: (file) => detections(file, "code", codeSinks),
  examples: {
    bad: [
      {
        path: "maths/sheet.py",
        line: 9,
        code: `from flask import Flask, request

app = Flask(__name__)


@app.post("/cells")
def cell():
    formula = request.json.get("formula", "0").strip()
    return {"value": eval(formula, {"__builtins__": {}})}
`,
      },
      {
        path: "maths/hooks.py",
        line: 6,
        code: `from rest_framework.views import APIView


class Hooks(APIView):
    def post(self, request):
        exec(compile(request.data["script"], "hook", "exec"))
`,
      },
    ],
    good: [
      {
        path: "maths/safe.py",
        code: `import ast
import operator

from flask import Flask, request

app = Flask(__name__)
OPERATORS = {"add": operator.add}


@app.post("/sum")
def total():
    numbers = ast.literal_eval(request.json["numbers"])
    chosen = OPERATORS[request.json["operator"]]
    limit = eval("2 ** 10")
    return {"value": min(chosen(*numbers), limit)}
`,
      },
      {
        path: "maths/frame.py",
        note: "Another `eval`.",
        code: `from flask import request


def evaluate(model, eval):
    return eval(request.args["set"])
`,
      },
    ],
  },
};

const harm = "whoever sends the request can run any Python on the server.";

export function codeSinks(root: SgNode): Sink[] {
  return namedCalls(root, "eval", "exec", "compile", "runcode", "runsource").flatMap(
    ({ call, name, args }): Sink[] => {
      const value = argument(args, 0);
      if (name === null || value === undefined) return [];
      if (!/^(?:builtins\.)?(?:eval|exec|compile)$|^code\.\w+\.run(?:code|source)$/.test(name))
        return [];
      // `exec(compile(…))` is one fault.
      const inner = value.is("call") && /^compile$/.test(value.field("function")?.text() ?? "");
      return inner ? [] : [{ place: call, value, harm }];
    },
  );
}
