import type { Rule } from "../rule.ts";

export const openRedirectExamples: Rule["examples"] = {
  bad: [
    {
      path: "desk/views.py",
      line: 9,
      code: `from django.contrib.auth import login
from django.shortcuts import redirect, render


def enter(request):
    target = request.GET.get("next", "/")
    if request.user.is_authenticated:
        # already in
        return redirect(target)
    return render(request, "enter.html", {"next": target})
`,
      after: `from django.contrib.auth import login
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme


def enter(request):
    target = request.GET.get("next", "/")
    if request.user.is_authenticated:
        # already in
        if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
            target = "/"
        return redirect(target)
    return render(request, "enter.html", {"next": target})
`,
    },
  ],
  good: [
    {
      path: "desk/safe.py",
      note: "Paths of this site, checked addresses, and names of the program's own.",
      code: `from urllib.parse import urlsplit

from flask import Flask, redirect, request, url_for

app = Flask(__name__)


def is_safe(target):
    return urlsplit(target).netloc == ""


@app.get("/go/<desk>")
def go(desk):
    if request.args.get("desk"):
        return redirect(f"/desks/{request.args['desk']}")
    target = request.args.get("next")
    if not target or not is_safe(target):
        target = url_for("home")
    return redirect(target)


@app.get("/desk")
def home():
    return redirect(url_for("desk", number=request.args["number"]))
`,
    },
    {
      path: "desk/language.py",
      note: "What is left is empty or checked; and a link carries no form.",
      code: `from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme


def choose(request):
    target = request.GET.get("next")
    if (target or request.accepts("text/html")) and not url_has_allowed_host_and_scheme(
        url=target, allowed_hosts={request.get_host()}
    ):
        target = "/"
    return HttpResponseRedirect(target) if target else HttpResponse(status=204)


def close(request):
    return redirect(request.POST["after"])
`,
    },
    {
      path: "desk/checked.py",
      code: `from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme


def leave(request):
    target = request.POST["next"]
    if url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return HttpResponseRedirect(target)
    return HttpResponseRedirect("/?from=" + target)
`,
    },
  ],
  untouched: [
    {
      path: "desk/flask.py",
      line: 8,
      code: `from flask import Flask, redirect, request

app = Flask(__name__)


@app.get("/out")
def out():
    return redirect(request.args.get("next") or "/")
`,
    },
    {
      path: "desk/api.py",
      line: 9,
      code: `from fastapi import FastAPI
from fastapi.responses import RedirectResponse

app = FastAPI()


@app.get("/back")
async def back(to: str):
    return RedirectResponse(url=to)
`,
    },
  ],
};
