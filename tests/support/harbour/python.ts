/** The Python half: tools of the harbour office, each with one fault. */
export const pythonFiles: Readonly<Record<string, string>> = {
  "tools/rates.py": `import yaml


def read_rates(text):
    return yaml.load(text)["rates"]
`,
  "tools/customs.py": `import requests


def declare(ship):
    return requests.post("https://customs.example/declare", json={"ship": ship}, timeout=10, verify=False)
`,
  "tools/poll.py": `import requests


def position(ship):
    return requests.get("https://ais.example/ships/" + ship).json()
`,
  "tools/unpack.py": `import tarfile


def unpack(archive, folder):
    with tarfile.open(archive) as packed:
        packed.extractall(folder)
`,
  "tools/scratch.py": `import tempfile


def note(text):
    scratch = open(tempfile.mktemp(), "w")
    with scratch:
        scratch.write(text)
    return scratch.name
`,
  "tools/cargo.py": `def load(crate, hold=[]):
    """The hold with one more crate in it."""
    hold.append(crate)
    return hold
`,
  "tools/printer.py": `import subprocess


def print_label(name):
    return subprocess.run(f"echo {name}", shell=True, capture_output=True, text=True).stdout.strip()
`,
  "tools/desk.py": `from flask import Flask

app = Flask(__name__)


@app.get("/")
def index():
    return "Harbour office"


if __name__ == "__main__":
    app.run(port=8000, debug=True)
`,
  "tools/lookup.py": `import sqlite3

from flask import Flask, jsonify, request

app = Flask(__name__)
ships = sqlite3.connect("ships.db", check_same_thread=False)


@app.get("/ships")
def find():
    name = request.args.get("name", "")
    rows = ships.execute(f"SELECT id, name FROM ships WHERE name = '{name}'").fetchall()
    return jsonify(rows)
`,
  "tools/passes.py": `import random
import string


def make_password():
    alphabet = string.ascii_letters + string.digits
    return "".join(random.choice(alphabet) for _ in range(20))
`,
  "tools/radio.py": `import ssl


def radio_context():
    return ssl._create_unverified_context()
`,
  "tools/site/settings.py": `from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = True

ALLOWED_HOSTS = ["harbour.example"]

INSTALLED_APPS = ["django.contrib.contenttypes"]

ROOT_URLCONF = "site.urls"
`,
};
