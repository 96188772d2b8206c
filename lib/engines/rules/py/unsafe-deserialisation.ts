import type { SgNode } from "@ast-grep/napi";
import type { Rule } from "../rule.ts";
import { argument, detections, namedCalls, requestRule, type Sink } from "./taint/rule-parts.ts";

export const pyUnsafeDeserialisation: Rule = {
  ...requestRule,
  id: "py/unsafe-deserialisation",
  title: "Objects built from the data of a request",
  fixTitle: "Read the data as JSON",
  cwe: "CWE-502",
  severity: "critical",
  fixClass: "C",
  why:
    "`pickle` and its kin rebuild objects by calling what the data names: a crafted request runs any " +
    "code on the server while it is read. Read plain data, such as JSON, and build the objects from it.",
  notSeen:
    "Data that comes from other files, from a database or a queue. YAML is the matter of `py/yaml-load`.",
  detect: (file) => detections(file, "object", sinks),
  examples: {
    bad: [
      {
        path: "cart/session.py",
        line: 12,
        code: `import base64
import pickle

from flask import Flask, request

app = Flask(__name__)


@app.get("/cart")
def cart():
    saved = base64.b64decode(request.cookies.get("cart", ""))
    items = pickle.loads(saved)
    return {"items": len(items)}
`,
      },
      {
        path: "cart/models.py",
        line: 9,
        code: `import joblib
from fastapi import FastAPI, UploadFile

app = FastAPI()


@app.post("/models")
async def model(sent: UploadFile):
    return {"kind": type(joblib.load(sent.file)).__name__}
`,
      },
    ],
    good: [
      {
        path: "cart/safe.py",
        code: `import json
import pickle

from flask import Flask, request

app = Flask(__name__)


@app.post("/cart")
def cart():
    with open("prices.pickle", "rb") as handle:
        prices = pickle.load(handle)
    wanted = json.loads(request.data)
    return {"total": sum(prices[int(each)] for each in wanted)}
`,
      },
    ],
  },
};

const harm = "a crafted request runs any code on the server while it is read.";
const builders =
  /^(?:(?:c?[pP]ickle|_pickle|dill|cloudpickle|marshal|jsonpickle|joblib|torch)\.(?:loads?|decode|Unpickler)|pandas\.read_pickle)$/;

function sinks(root: SgNode): Sink[] {
  const all = namedCalls(root, "load", "loads", "decode", "Unpickler", "read_pickle");
  return all.flatMap(({ call, name, args }): Sink[] => {
    const value = argument(args, 0);
    const safe = args.some((each) => /^weights_only\s*=\s*True$/.test(each.text()));
    return name === null || !builders.test(name) || value === undefined || safe
      ? []
      : [{ place: call, value, harm }];
  });
}
