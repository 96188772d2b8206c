import type { Rule } from "../rule.ts";

export const ssrfExamples: Rule["examples"] = {
  bad: [
    {
      path: "feeds/preview.py",
      line: 9,
      code: `import requests
from flask import Flask, request

app = Flask(__name__)


@app.post("/preview")
def preview():
    answer = requests.get(request.json["url"], timeout=5)
    return {"title": answer.text[:80]}
`,
    },
    {
      path: "feeds/hooks.py",
      line: 15,
      code: `import httpx
from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Hook(BaseModel):
    target: str


@app.post("/hooks")
async def hook(hook: Hook):
    async with httpx.AsyncClient(timeout=5) as client:
        await client.post(hook.target, json={"ping": True})
    return {}
`,
    },
    {
      path: "feeds/region.py",
      note: "The value stands in the host's own name.",
      line: 8,
      code: `from urllib.request import urlopen

from django.http import HttpResponse


def weather(request):
    region = request.GET["region"]
    return HttpResponse(urlopen(f"https://{region}/weather.json").read(), content_type="text/plain")
`,
    },
  ],
  good: [
    {
      path: "feeds/safe.py",
      note: "A fixed host, hosts of a list, and an address of the program's settings.",
      code: `from urllib.parse import urlparse

import requests
from flask import Flask, abort, current_app, request

app = Flask(__name__)
API = "https://api.example.com"
HOSTS = {"feeds.example.com"}


@app.get("/article/<name>")
def article(name):
    requests.get(f"https://api.example.com/articles/{name}", timeout=5)
    requests.get(f"{API}/articles/{name}", timeout=5)
    requests.get(API + "/articles?q=" + request.args["q"], timeout=5)
    requests.get(current_app.config["API"], params={"q": request.args["q"]}, timeout=5)
    url = request.args["url"]
    if urlparse(url).hostname not in HOSTS:
        abort(400)
    return requests.get(url, timeout=5).text
`,
    },
  ],
};
