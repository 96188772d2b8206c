import type { Rule } from "../rule.ts";

export const commandInjectionExamples: Rule["examples"] = {
  bad: [
    {
      path: "tools/console.py",
      line: 10,
      code: `import os

from flask import Flask, request

app = Flask(__name__)


@app.post("/console")
def console():
    os.system(request.form["command"])
    return "", 204
`,
    },
    {
      path: "tools/convert.py",
      note: "Through a function of the same file.",
      line: 7,
      code: `import subprocess

from django.http import HttpResponse


def run(command):
    return subprocess.run(command, shell=True, capture_output=True).stdout


def convert(request):
    name = request.GET.get("name", "a")
    return HttpResponse(run(f"convert {name}.png {name}.jpg"))
`,
    },
    {
      path: "tools/shell.py",
      line: 10,
      code: `import subprocess

from fastapi import FastAPI

app = FastAPI()


@app.get("/disk")
def disk(folder: str = "/"):
    return subprocess.check_output(["sh", "-c", "du -s %s | cut -f1" % folder])
`,
    },
  ],
  good: [
    {
      path: "tools/list.py",
      note: "Arguments in a list, quoted values, numbers, and values of a fixed set.",
      code: `import os
import shlex
import subprocess

from flask import Flask, abort, request

app = Flask(__name__)
JOBS = {"day": "daily.sh", "week": "weekly.sh"}


@app.post("/run/<int:number>")
def run(number):
    host = request.form["host"]
    subprocess.run(["ping", "-c", "1", host], check=True)
    os.system("ping -c 1 " + shlex.quote(host))
    os.system(f"kill {number}")
    subprocess.run(f"nice {JOBS[request.form['job']]}", shell=True)
    unit = request.form["unit"]
    if unit not in JOBS:
        abort(400)
    return subprocess.getoutput(f"systemctl status {unit}")
`,
    },
    {
      path: "tools/own.py",
      note: "Who calls it is not known.",
      code: `import os

from flask import current_app


def archive(folder):
    os.system(f"tar czf {current_app.config['ARCHIVE']} {folder}")
`,
    },
  ],
};
