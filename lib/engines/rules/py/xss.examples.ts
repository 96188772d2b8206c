import type { Rule } from "../rule.ts";

export const xssExamples: Rule["examples"] = {
  bad: [
    {
      path: "fair/pages.py",
      line: 9,
      code: `from flask import Flask, request

app = Flask(__name__)


@app.get("/stand/<name>")
def stand(name):
    place = request.args.get("place", "hall")
    return f"<h1>{name}</h1><p title='{place}'>{len(place)}</p>"
`,
      after: `from flask import Flask, request
from markupsafe import escape

app = Flask(__name__)


@app.get("/stand/<name>")
def stand(name):
    place = request.args.get("place", "hall")
    return f"<h1>{escape(name)}</h1><p title='{escape(place)}'>{len(place)}</p>"
`,
    },
    {
      path: "fair/views.py",
      line: 6,
      code: `from django.http import HttpResponse


def search(request):
    html = "<p>Nothing found for %s.</p>" % request.GET["q"]
    return HttpResponse(html, status=404)
`,
      after: `from django.http import HttpResponse
from django.utils.html import escape


def search(request):
    html = "<p>Nothing found for %s.</p>" % escape(request.GET["q"])
    return HttpResponse(html, status=404)
`,
    },
    {
      path: "fair/labels.py",
      line: 6,
      code: `from flask import request
from markupsafe import Markup


def label():
    return Markup("<b>" + request.form["label"] + "</b>")
`,
      after: `from flask import request
from markupsafe import Markup, escape


def label():
    return Markup("<b>" + str(escape(request.form["label"])) + "</b>")
`,
    },
  ],
  good: [
    {
      path: "fair/safe.py",
      note: "Escaped values, JSON, plain text, and numbers.",
      code: `from flask import Flask, Response, jsonify, make_response, request
from markupsafe import Markup, escape

app = Flask(__name__)


@app.get("/stand/<int:number>/<name>")
def stand(number, name):
    if number == 1:
        return f"<h1>{number}</h1>"
    if number == 2:
        return f"<h1>{escape(name)}</h1>"
    if number == 3:
        return Markup("<h1>%s</h1>") % name
    if number == 4:
        return Markup("<h1>{}</h1>").format(name)
    if number == 5:
        return Response(f"<name>{name}</name>", mimetype="application/xml")
    if number == 6:
        return request.get_json()
    if number == 7:
        return jsonify(html=f"<b>{name}</b>")
    return {"html": f"<b>{name}</b>"}
`,
    },
    {
      path: "fair/django.py",
      code: `from django.http import HttpResponse
from django.utils.html import format_html


def hello(request):
    if request.GET.get("plain"):
        return HttpResponse(f"<{request.GET['name']}>", content_type="text/plain")
    return HttpResponse(format_html("<p>{}</p>", request.GET["name"]))
`,
    },
  ],
  untouched: [
    {
      path: "fair/script.py",
      note: "Within a script other rules hold than in HTML.",
      line: 8,
      code: `from flask import Flask, request

app = Flask(__name__)


@app.get("/map")
def map_page():
    return f"<script>show('{request.args['place']}')</script>"
`,
    },
    {
      path: "fair/rich.py",
      note: "Whether the value is meant to hold HTML is not written here.",
      line: 6,
      code: `from django.shortcuts import render
from django.utils.safestring import mark_safe


def preview(request):
    return render(request, "preview.html", {"body": mark_safe(request.POST["body"])})
`,
    },
  ],
};
