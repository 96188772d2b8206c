import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { enclosingSymbol, endOf, normalised, startOf } from "../syntax.ts";
import { positionalArguments } from "./arguments.ts";
import { callsNamed, type NamedCall } from "./calls.ts";
import { outsideValue } from "./downloads.ts";

export const pickleLoad: Rule = {
  id: "py/pickle",
  title: "Python objects loaded from the network",
  fixTitle: "Read the data in a format that runs no code",
  cwe: "CWE-502",
  severity: "high",
  fixClass: "C",
  languages: ["python"],
  why:
    "A pickle is a small program: while it is loaded it calls what it names, `os.system` too. Whoever can " +
    "answer in the other side's place runs code here. JSON, or a signature that is checked before loading, " +
    "does without that trust; as both sides have to change, Etna reports and does not rewrite it.",
  notSeen:
    "Bytes that pass through other functions, files and caches before they are loaded, and files of tests.",
  appliesTo: (path) => !isTestPath(path),
  hint: /\b(?:c?[pP]ickle|marshal|dill|cloudpickle|joblib)\b/,
  detect,
  examples: {
    bad: [
      {
        path: "model/fetch.py",
        line: 7,
        code: `import pickle

import requests


def fetch_model(address):
    return pickle.loads(requests.get(address, timeout=20).content)
`,
      },
      {
        path: "model/worker.py",
        line: 8,
        code: `import pickle
import socket


def next_job(address):
    link = socket.create_connection(address)
    received = link.recv(65536)
    return pickle.loads(received)
`,
      },
    ],
    good: [
      {
        path: "model/local.py",
        note: "JSON, and a file of the program's own.",
        code: `import json
import pickle

import requests


def fetch(address):
    return json.loads(requests.get(address, timeout=20).content)


def model():
    with open("model.pkl", "rb") as file:
        return pickle.load(file)
`,
      },
    ],
  },
};

const loads =
  /^(?:(?:c?[pP]ickle|_pickle|marshal|dill|cloudpickle|joblib|six\.moves\.cPickle)\.loads?|(?:c?[pP]ickle)\.Unpickler)$/;

function outsideLoads(root: SgNode): { found: NamedCall; what: string }[] {
  return callsNamed(root, loads).flatMap((found) => {
    const [data] = positionalArguments(found.list);
    const what = data === undefined ? null : outsideValue(root, data);
    return what === null ? [] : [{ found, what }];
  });
}

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  return outsideLoads(root).map(({ found: { call, callee }, what }) => ({
    start: startOf(call),
    end: endOf(call),
    code: normalised(call),
    symbol: enclosingSymbol(call),
    message: `\`${callee.text()}\` loads objects from ${what}: whoever sends them runs code here.`,
  }));
}
