import type { Rule } from "../rule.ts";

export const shellTrueExamples: Rule["examples"] = {
  bad: [
    {
      path: "media/thumbnails.py",
      line: 5,
      code: `import subprocess


def thumbnail(source, target, width):
    subprocess.run(f"convert {source} -resize {width}x '{target}'", shell=True, check=True)
`,
      after: `import subprocess


def thumbnail(source, target, width):
    subprocess.run(["convert", str(source), "-resize", f"{width}x", str(target)], check=True)
`,
    },
    {
      path: "media/history.py",
      line: 4,
      code: `from subprocess import check_output

def authors(path: str):
    return check_output('git log --format=%%an %s' % path, shell=True)

def lines(path: str):
    return check_output('wc -l ' + path, shell=True, text=True)
`,
      after: `from subprocess import check_output

def authors(path: str):
    return check_output(['git', 'log', '--format=%an', path])

def lines(path: str):
    return check_output(['wc', '-l', path], text=True)
`,
    },
    {
      path: "media/cleanup.py",
      line: 5,
      note: "A value cannot be taken for an option.",
      code: `import subprocess


def clean(folder):
    subprocess.call(
        "rm -rf {}/cache".format(folder),
        shell=True,
    )
`,
      after: `import subprocess


def clean(folder):
    subprocess.call(
        ["rm", "-rf", "--", f"{folder}/cache"],
    )
`,
    },
  ],
  good: [
    {
      path: "media/list.py",
      code: `import subprocess


def thumbnail(source, target):
    subprocess.run(["convert", source, target], check=True)
    subprocess.run("df -h | tail -1", shell=True, check=True)
`,
    },
    {
      path: "media/own.py",
      note: "Text of the program, numbers, and values that are quoted for the shell.",
      code: `import os
import shlex
import subprocess
import sys

ROOT = os.path.dirname(__file__)


def render(name, count):
    subprocess.run(f"{sys.executable} {ROOT}/render.py | head -{int(count)}", shell=True)
    subprocess.run(f"cat {shlex.quote(name)} | sort", shell=True)
    for part in ("head", "tail"):
        subprocess.run("make " + part, shell=True)
`,
    },
  ],
  untouched: [
    {
      path: "media/pipe.py",
      note: "The pipe needs a shell.",
      line: 5,
      code: `import subprocess


def newest(folder):
    return subprocess.check_output(f"ls -t {folder} | head -1", shell=True)
`,
    },
    {
      path: "media/flags.py",
      note: "One value, any number of arguments.",
      line: 5,
      code: `import subprocess


def convert(source, flags):
    subprocess.run(f"convert {flags} {source} out.png", shell=True)
`,
    },
  ],
};
