import { describe, expect, it } from "vitest";
import { scan } from "#lib/engines/rules/index.ts";
import { memoryWorkspace } from "#lib/platform/workspace/index.ts";

const head = `import os
import re
from flask import Flask, abort, request

app = Flask(__name__)
ALLOWED = {"a", "b"}


@app.post("/<name>")
def view(name):
`;

async function found(code: string): Promise<number> {
  const workspace = memoryWorkspace(new Map([["app/view.py", code]]));
  const report = await scan(workspace, { ruleIds: ["py/code-injection"] });
  return report.findings.length;
}

function view(body: string): string {
  const lines = body.trim().split("\n");
  return head + lines.map((line) => `    ${line}\n`).join("");
}

const reaches: readonly (readonly [string, string])[] = [
  ["an assignment", "x = request.args['x']\neval(x)"],
  ["a tuple", "x, y = 'ls', name\neval(y)"],
  ["an augmented assignment", "x = 'ls '\nx += request.form['x']\neval(x)"],
  ["an f-string", "eval(f'ls {name:>8}')"],
  ["a percent format", "eval('ls %s' % (name,))"],
  ["a percent format with names", "eval('ls %(x)s' % {'x': name})"],
  ["a format", "eval('ls {0} {x}'.format(1, x=name))"],
  ["a sum", "eval('ls ' + name + ' | wc')"],
  ["a joined list", "x = ['ls']\nx.append(name)\neval(' '.join(x))"],
  ["a slice of a method's answer", "eval(request.get_json()['x'].strip()[1:])"],
  ["a conditional", "eval(name if name else 'ls')"],
  ["an or", "eval(request.args.get('x') or 'ls')"],
  ["a comprehension", "eval(' '.join(x for x in request.args.values()))"],
  ["a loop", "for key, value in request.form.items():\n    eval(value)"],
  ["a walrus", "if (x := request.args.get('x')):\n    eval(x)"],
  ["a with", "with open(name) as x, wrapped(name):\n    pass\neval(name)"],
  ["a dictionary's key", "x = {'a': name, 'b': 'ls'}\neval(x['a'])"],
  ["one branch of two", "x = 'ls'\nif name == 'a':\n    x = request.args['x']\neval(x)"],
  [
    "a handler that goes on",
    "x = name\ntry:\n    x = int(x)\nexcept ValueError:\n    pass\neval(x)",
  ],
  [
    "a check of another value",
    "x = name\nif name not in ALLOWED:\n    x = request.args['x']\neval(x)",
  ],
  [
    "a value given after the check",
    "if name in ALLOWED:\n    name = request.args['x']\n    eval(name)",
  ],
  ["a nested function", "def run():\n    eval(name)\nrun()"],
  ["a lambda's surroundings", "x = name\ny = lambda: eval(x)\ny()"],
];

const stops: readonly (readonly [string, string])[] = [
  ["a constant", "eval('ls')"],
  ["an overwritten value", "x = name\nx = 'ls'\neval(x)"],
  ["a number", "x = request.args['x']\nx = int(x)\neval(f'kill {x}')"],
  ["a number of the query", "eval('kill %s' % request.args.get('x', type=int))"],
  ["a number's format", "eval('kill %d' % name)"],
  ["a dictionary's other key", "x = {'a': name, 'b': 'ls'}\neval(x['b'])"],
  ["a table", "eval({'a': 'ls', 'b': 'df'}[name])"],
  ["a check that leaves", "if name not in ALLOWED:\n    abort(400)\neval(name)"],
  ["a check around the use", "if name in ALLOWED and name != 'b':\n    eval(name)"],
  ["a check in the expression", "eval(name if name in ALLOWED else 'ls')"],
  ["a pattern", "if not re.fullmatch(r'[a-z]+', name):\n    return ''\neval(name)"],
  ["a filter", "eval(' '.join(x for x in request.args.values() if x in ALLOWED))"],
  [
    "a check that sets it right",
    "x = request.args['x']\nif x not in ALLOWED:\n    x = 'a'\neval(x)",
  ],
  ["an assertion", "assert name.isdigit()\neval(name)"],
  ["a check of the expression", "if request.args['x'] in ALLOWED:\n    eval(request.args['x'])"],
  [
    "a handler that leaves",
    "x = name\ntry:\n    x = int(x)\nexcept ValueError:\n    return ''\neval(x)",
  ],
  ["both branches", "if name == 'c':\n    x = 'ls'\nelse:\n    x = 'df'\neval(x)"],
  ["the other branch", "x = 'ls'\nif name == 'c':\n    x = name\n    return x\neval(x)"],
  ["a function of the program's that checks", "validate_name(name)\neval(name)"],
  ["an unknown function's answer", "eval(lookup(name))"],
  ["a comparison", "eval('ls ' + str(name == 'a'))"],
];

describe("a value of a request in a Python file", () => {
  it.each(reaches)("is followed through %s", async (_what, body) => {
    expect(await found(view(body))).toBe(1);
  });

  it.each(stops)("is not followed past %s", async (_what, body) => {
    expect(await found(view(body))).toBe(0);
  });

  it("is followed into a function by its callers, and out of it by what it is given", async () => {
    const helpers = `

def run(command):
    eval(command)


def padded(text, width=4):
    return text.ljust(width)
`;
    expect(await found(`${view("run('ls ' + name)")}${helpers}`)).toBe(1);
    expect(await found(`${view("run('ls')")}${helpers}`)).toBe(0);
    expect(await found(`${view("eval(padded(name))")}${helpers}`)).toBe(1);
    expect(await found(`${view("padded(name)\neval(padded('ls'))")}${helpers}`)).toBe(0);
  });

  it("is followed through an attribute of the view's own class", async () => {
    const code = `import os
from django.views import View


class Run(View):
    def setup(self, request):
        self.command = request.GET.get("command")

    def get(self, request):
        eval(self.command)
`;
    expect(await found(code)).toBe(1);
    expect(await found(code.replace('request.GET.get("command")', '"ls"'))).toBe(0);
  });

  it("is no source where no framework is imported", async () => {
    const code = "import os\n\n\ndef run(request):\n    eval(request.GET['x'])\n";
    expect(await found(`${code}\n# django\n`)).toBe(0);
    expect(await found(`from django.http import HttpResponse\n${code}`)).toBe(1);
  });

  it("ends where functions call each other without end", async () => {
    const code = view("eval(even(name, 2))");
    const helpers = `

def even(x, n):
    return odd(x, n - 1) if n else x


def odd(x, n):
    return even(x, n - 1)
`;
    expect(await found(code + helpers)).toBe(1);
  });
});
