import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { enclosingSymbol, endOf, startOf } from "../syntax.ts";
import { appendArgument, hasSplat, keywordArgument, positionalArguments } from "./arguments.ts";
import { type HttpCall, httpCalls, isLocalAddress } from "./http-clients.ts";

const example = {
  path: "shop/stock.py",
  line: 5,
  code: `import requests


def in_stock(sku):
    answer = requests.get(f"https://stock.example.com/{sku}")
    return answer.json()["count"] > 0
`,
  after: `import requests


def in_stock(sku):
    answer = requests.get(f"https://stock.example.com/{sku}", timeout=30)
    return answer.json()["count"] > 0
`,
};

export const requestsTimeout: Rule = {
  id: "py/requests-timeout",
  title: "Request that may wait for ever",
  fixTitle: "Give the request a time limit",
  cwe: "CWE-400",
  severity: "low",
  fixClass: "B",
  languages: ["python"],
  why:
    "`requests` has no time limit of its own. A server that takes the connection and then says nothing " +
    "holds the thread or worker for ever; a few of these stop the service. The fix ends the wait when " +
    "nothing has come for 30 seconds, however long the whole answer takes.",
  notSeen:
    "Sessions handed in from elsewhere, with an adapter or of a class of the program, arguments in " +
    "`**options`, and files of tests and examples. `httpx` has a limit of its own; `timeout=None` is a decision.",
  appliesTo: (path) => !isTestPath(path) && !/(?:^|[/_])(?:examples?|demos?)[/_]/i.test(path),
  hint: /\brequests\b/,
  detect,
  fix,
  examples: {
    bad: [
      example,
      {
        path: "shop/session.py",
        note: "One argument a line stays one argument a line.",
        line: 7,
        code: `from requests import Session


class Carrier:
    def book(self, parcel):
        with Session() as session:
            return session.post(
                "https://carrier.example.com/bookings",
                json=parcel,
            )
`,
        after: `from requests import Session


class Carrier:
    def book(self, parcel):
        with Session() as session:
            return session.post(
                "https://carrier.example.com/bookings",
                json=parcel,
                timeout=30,
            )
`,
      },
    ],
    good: [
      {
        path: "shop/limited.py",
        code: `import httpx
import requests

OPTIONS = {"timeout": 4}

requests.get("https://stock.example.com/", timeout=4)
requests.get("https://stock.example.com/", **OPTIONS)
httpx.get("https://stock.example.com/")
`,
      },
      {
        path: "shop/adapter.py",
        note: "The adapter may set the limit.",
        code: `import requests
from shop.http import PatientAdapter

session = requests.Session()
session.mount("https://", PatientAdapter(timeout=4))
session.get("https://stock.example.com/")
`,
      },
    ],
  },
};

const names = /^(?:get|post|put|patch|delete|head|options|request)$/;
/** A session that is changed in one of these ways may have a limit that is not seen in its calls. */
const own = /\.mount\(|\.(?:request|send|get|post)\s*=|\bHTTPAdapter\b/;

function unlimited(file: SourceFile, root: SgNode): HttpCall[] {
  const adapted = own.test(file.text);
  return httpCalls(root).filter(
    ({ library, method, session, list }) =>
      library === "requests" &&
      names.test(method) &&
      (session === null || !adapted) &&
      !hasSplat(list) &&
      keywordArgument(list, "timeout") === null &&
      !isLocalAddress(list, method) &&
      positionalArguments(list).length < 8,
  );
}

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  return unlimited(file, root).map(({ call, callee, list }) => ({
    start: startOf(call),
    end: endOf(call),
    // The other arguments are left out: another fix may change them.
    code: `${callee.text()} ${positionalArguments(list)[0]?.text() ?? ""}`.trim(),
    symbol: enclosingSymbol(call),
    message:
      `\`${callee.text()}\` is called without \`timeout\`: where the server takes the connection and ` +
      "says nothing, this waits for ever.",
  }));
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const root = file.root();
  if (root === null) return null;
  const found = unlimited(file, root).find(
    ({ call }) => startOf(call) === detection.start && endOf(call) === detection.end,
  );
  return found === undefined ? null : appendArgument(file, found.list, "timeout=30");
}
