import type { Rule } from "../rule.ts";

export const templateInjectionExamples: Rule["examples"] = {
  bad: [
    {
      path: "choir/pages.py",
      line: 9,
      code: `from flask import Flask, render_template_string, request

app = Flask(__name__)


@app.get("/hello")
def hello():
    name = request.args.get("name", "you")
    return render_template_string(f"<h1>Hello {name}</h1>" f"<p>{request.args['voice']}</p>")
`,
      after: `from flask import Flask, render_template_string, request

app = Flask(__name__)


@app.get("/hello")
def hello():
    name = request.args.get("name", "you")
    return render_template_string("<h1>Hello {{ name }}</h1>" "<p>{{ voice }}</p>", name=name, voice=request.args['voice'])
`,
    },
  ],
  good: [
    {
      path: "choir/safe.py",
      code: `from flask import Flask, render_template_string, request
from jinja2 import Template

app = Flask(__name__)
PAGE = "<h1>Hello {{ name }}</h1>"
PAGES = {"tenor": PAGE, "bass": "<p>{{ name }}</p>"}


@app.get("/hello/<int:seat>")
def hello(seat):
    Template(f"<b>{seat}</b>").render()
    Template(PAGES[request.args["voice"]]).render(name=request.args["name"])
    return render_template_string(PAGE, name=request.args["name"])
`,
    },
  ],
  untouched: [
    {
      path: "choir/letters.py",
      line: 6,
      code: `from django.http import HttpResponse
from jinja2 import Environment


def letter(request):
    page = Environment().from_string(request.POST["letter"])
    return HttpResponse(page.render(), content_type="text/plain")
`,
    },
    {
      path: "choir/mixed.py",
      note: "The doubled braces are the template's own.",
      line: 8,
      code: `from flask import Flask, render_template_string, request

app = Flask(__name__)


@app.get("/seat")
def seat():
    return render_template_string(f"<i>{request.args['seat']}</i>{{{{ footer }}}}", footer="")
`,
    },
  ],
};
