import type { Rule } from "../rule.ts";

export const pathTraversalExamples: Rule["examples"] = {
  bad: [
    {
      path: "press/files.py",
      line: 11,
      code: `import os

from flask import Flask, request, send_file

app = Flask(__name__)
FOLDER = "/srv/press"


@app.get("/press")
def press():
    return send_file(os.path.join(FOLDER, request.args["file"]), as_attachment=True)
`,
      after: `import os

from flask import Flask, request, send_from_directory

app = Flask(__name__)
FOLDER = "/srv/press"


@app.get("/press")
def press():
    return send_from_directory(FOLDER, request.args["file"], as_attachment=True)
`,
    },
    {
      path: "press/maps.py",
      note: "A path converter takes slashes.",
      line: 8,
      code: `import os
import flask

app = flask.Flask(__name__)

@app.route("/maps/<path:name>")
def maps(name):
    return flask.send_file(os.path.join(app.config["MAPS"], name))
`,
      after: `import os
import flask

app = flask.Flask(__name__)

@app.route("/maps/<path:name>")
def maps(name):
    return flask.send_from_directory(app.config["MAPS"], name)
`,
    },
  ],
  good: [
    {
      path: "press/safe.py",
      note: "Names without a folder, checked paths, one segment of the address.",
      code: `import os
from pathlib import Path

from flask import Flask, abort, request, send_file, send_from_directory
from werkzeug.utils import secure_filename

app = Flask(__name__)
FOLDER = Path("/srv/press")


@app.post("/upload/<kind>")
def upload(kind):
    sent = request.files["file"]
    sent.save(os.path.join(FOLDER, secure_filename(sent.filename)))
    sent.save(FOLDER / kind / os.path.basename(sent.filename))
    path = (FOLDER / request.form["folder"]).resolve()
    if not path.is_relative_to(FOLDER):
        abort(404)
    full = os.path.realpath(os.path.join(FOLDER, request.form["name"]))
    if os.path.commonpath([full, FOLDER]) != str(FOLDER):
        return "", 404
    with open(full) as handle:
        text = handle.read()
    path.write_text(text)
    return send_from_directory(FOLDER, request.form["name"])
`,
    },
    {
      path: "press/restore.py",
      note: "The branch that takes the path has checked it.",
      code: `import os
import shutil

from flask import abort, request

FOLDER = "/srv/backups/"


def restore():
    if request.is_json:
        path = os.path.realpath(os.path.join(FOLDER, request.json["path"]))
        if not path.startswith(FOLDER) or not os.path.exists(path):
            abort(404)
    else:
        path = FOLDER + "last.zip"
    shutil.copy(path, "/tmp/restore.zip")
`,
    },
    {
      path: "press/api.py",
      code: `from fastapi import FastAPI
from fastapi.responses import FileResponse

app = FastAPI()


@app.get("/covers/{name}")
def cover(name: str):
    return FileResponse(f"/srv/covers/{name}")
`,
    },
  ],
  untouched: [
    {
      path: "press/read.py",
      line: 9,
      code: `from django.http import HttpResponse

ROOT = "/srv/notes/"


def note(request):
    name = request.GET["name"]
    path = ROOT + name
    with open(path) as handle:
        return HttpResponse(handle.read(), content_type="text/plain")
`,
    },
    {
      path: "press/store.py",
      note: "What was sent under which name is the sender's choice.",
      line: 10,
      code: `import os

from fastapi import FastAPI, UploadFile

app = FastAPI()


@app.post("/scans")
async def scan(sent: UploadFile):
    with open(os.path.join("/srv/scans", sent.filename), "wb") as target:
        target.write(await sent.read())
`,
    },
  ],
};
