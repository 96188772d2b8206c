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
  const report = await scan(workspace, { ruleIds: ["py/command-injection"] });
  return report.findings.length;
}

function view(body: string): string {
  const lines = body.trim().split("\n");
  return head + lines.map((line) => `    ${line}\n`).join("");
}

const reaches: readonly (readonly [string, string])[] = [
  ["an assignment", "x = request.args['x']\nos.system(x)"],
  ["a tuple", "x, y = 'ls', name\nos.system(y)"],
  ["an augmented assignment", "x = 'ls '\nx += request.form['x']\nos.system(x)"],
  ["an f-string", "os.system(f'ls {name:>8}')"],
  ["a percent format", "os.system('ls %s' % (name,))"],
  ["a percent format with names", "os.system('ls %(x)s' % {'x': name})"],
  ["a format", "os.system('ls {0} {x}'.format(1, x=name))"],
  ["a sum", "os.system('ls ' + name + ' | wc')"],
  ["a joined list", "x = ['ls']\nx.append(name)\nos.system(' '.join(x))"],
  ["a slice of a method's answer", "os.system(request.get_json()['x'].strip()[1:])"],
  ["a conditional", "os.system(name if name else 'ls')"],
  ["an or", "os.system(request.args.get('x') or 'ls')"],
  ["a comprehension", "os.system(' '.join(x for x in request.args.values()))"],
  ["a loop", "for key, value in request.form.items():\n    os.system(value)"],
  ["a walrus", "if (x := request.args.get('x')):\n    os.system(x)"],
  ["a with", "with open(name) as x, wrapped(name):\n    pass\nos.system(name)"],
  ["a dictionary's key", "x = {'a': name, 'b': 'ls'}\nos.system(x['a'])"],
  ["one branch of two", "x = 'ls'\nif name == 'a':\n    x = request.args['x']\nos.system(x)"],
  [
    "a handler that goes on",
    "x = name\ntry:\n    x = int(x)\nexcept ValueError:\n    pass\nos.system(x)",
  ],
  [
    "a check of another value",
    "x = name\nif name not in ALLOWED:\n    x = request.args['x']\nos.system(x)",
  ],
  [
    "a value given after the check",
    "if name in ALLOWED:\n    name = request.args['x']\n    os.system(name)",
  ],
  ["a nested function", "def run():\n    os.system(name)\nrun()"],
  ["a lambda's surroundings", "x = name\ny = lambda: os.system(x)\ny()"],
];

const stops: readonly (readonly [string, string])[] = [
  ["a constant", "os.system('ls')"],
  ["an overwritten value", "x = name\nx = 'ls'\nos.system(x)"],
  ["a number", "x = request.args['x']\nx = int(x)\nos.system(f'kill {x}')"],
  ["a number of the query", "os.system('kill %s' % request.args.get('x', type=int))"],
  ["a number's format", "os.system('kill %d' % name)"],
  ["a dictionary's other key", "x = {'a': name, 'b': 'ls'}\nos.system(x['b'])"],
  ["a table", "os.system({'a': 'ls', 'b': 'df'}[name])"],
  ["a check that leaves", "if name not in ALLOWED:\n    abort(400)\nos.system(name)"],
  ["a check around the use", "if name in ALLOWED and name != 'b':\n    os.system(name)"],
  ["a check in the expression", "os.system(name if name in ALLOWED else 'ls')"],
  ["a pattern", "if not re.fullmatch(r'[a-z]+', name):\n    return ''\nos.system(name)"],
  ["a filter", "os.system(' '.join(x for x in request.args.values() if x in ALLOWED))"],
  [
    "a check that sets it right",
    "x = request.args['x']\nif x not in ALLOWED:\n    x = 'a'\nos.system(x)",
  ],
  ["an assertion", "assert name.isdigit()\nos.system(name)"],
  [
    "a check of the expression",
    "if request.args['x'] in ALLOWED:\n    os.system(request.args['x'])",
  ],
  [
    "a handler that leaves",
    "x = name\ntry:\n    x = int(x)\nexcept ValueError:\n    return ''\nos.system(x)",
  ],
  ["both branches", "if name == 'c':\n    x = 'ls'\nelse:\n    x = 'df'\nos.system(x)"],
  ["the other branch", "x = 'ls'\nif name == 'c':\n    x = name\n    return x\nos.system(x)"],
  ["a function of the program's that checks", "validate_name(name)\nos.system(name)"],
  ["an unknown function's answer", "os.system(lookup(name))"],
  ["a comparison", "os.system('ls ' + str(name == 'a'))"],
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
    os.system(command)


def padded(text, width=4):
    return text.ljust(width)
`;
    expect(await found(`${view("run('ls ' + name)")}${helpers}`)).toBe(1);
    expect(await found(`${view("run('ls')")}${helpers}`)).toBe(0);
    expect(await found(`${view("os.system(padded(name))")}${helpers}`)).toBe(1);
    expect(await found(`${view("padded(name)\nos.system(padded('ls'))")}${helpers}`)).toBe(0);
  });

  it("is followed through an attribute of the view's own class", async () => {
    const code = `import os
from django.views import View


class Run(View):
    def setup(self, request):
        self.command = request.GET.get("command")

    def get(self, request):
        os.system(self.command)
`;
    expect(await found(code)).toBe(1);
    expect(await found(code.replace('request.GET.get("command")', '"ls"'))).toBe(0);
  });

  it("is no source where no framework is imported", async () => {
    const code = "import os\n\n\ndef run(request):\n    os.system(request.GET['x'])\n";
    expect(await found(`${code}\n# django\n`)).toBe(0);
    expect(await found(`from django.http import HttpResponse\n${code}`)).toBe(1);
  });

  it("ends where functions call each other without end", async () => {
    const code = view("os.system(even(name, 2))");
    const helpers = `

def even(x, n):
    return odd(x, n - 1) if n else x


def odd(x, n):
    return even(x, n - 1)
`;
    expect(await found(code + helpers)).toBe(1);
  });
});
