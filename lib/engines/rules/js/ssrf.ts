import type { SgNode } from "@ast-grep/napi";
import type { Rule } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import { resolve } from "./scope.ts";
import { ssrfExamples } from "./ssrf.examples.ts";
import { argumentsOf, calledName, propertyOf } from "./taint/expression.ts";
import { calleeOrigin } from "./taint/modules.ts";
import { calleeText, callsNamed, detection, reachedByRequest, type Sink } from "./taint/report.ts";

export const ssrf: Rule = {
  id: "js/ssrf",
  title: "Request chooses which host the server calls",
  fixTitle: "Call only known hosts",
  cwe: "CWE-918",
  severity: "high",
  fixClass: "C",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "The server fetches an address whose host comes from the request. It can be pointed at machines " +
    "that only the server reaches: a database, an admin page, the cloud's store of credentials. Compare " +
    "the host with a list of those that are meant, after `new URL`.",
  notSeen:
    "Addresses that come through another file, a database or a queue; hosts that redirect elsewhere; " +
    "and a path or query from the request below a fixed host, which is taken for harmless.",
  appliesTo: (path) => !isTestPath(path),
  hint: /fetch|axios|\bgot\b|\bhttps?\b|undici|superagent|needle|\bky\b/,
  detect: (file) =>
    reachedByRequest(file, addressSinks, "url").map((sink) =>
      detection(
        sink,
        `\`${sink.name}\` calls an address whose host \`${sink.source}\` decides: the server can be ` +
          "made to call machines that only it can reach.",
      ),
    ),
  examples: ssrfExamples,
};

const clients =
  /^(?:axios|got|node-fetch|undici|cross-fetch|isomorphic-fetch|superagent|needle|ky|request|request-promise(?:-native)?|https?|make-fetch-happen|phin|bent)$/;
const names = [
  "fetch",
  "axios",
  "got",
  "get",
  "post",
  "put",
  "patch",
  "delete",
  "del",
  "head",
  "request",
  "stream",
  "ky",
  "needle",
  "superagent",
  "default",
  "nodeFetch",
  "rp",
];
const bases = /^(?:create|extend|agent|instance|Router|Server|createServer|Agent|defaults)$/;

/** Calls that fetch an address, with the part of it that names the host. */
export function addressSinks(root: SgNode): Sink[] {
  return callsNamed(root, names).flatMap((call): Sink[] => {
    const first = argumentsOf(call)[0];
    const callee = call.field("function");
    if (first === undefined || callee === null) return [];
    if (calledName(call) === "fetch" && callee.is("identifier") && resolve(callee) === null) {
      return [{ at: call, value: addressOf(first), name: "fetch" }];
    }
    const origin = calleeOrigin(call);
    if (origin === null || !clients.test(origin.module)) return [];
    if (origin.names.some((each) => bases.test(each))) return [];
    return [{ at: call, value: addressOf(first), name: calleeText(call) }];
  });
}

function addressOf(first: SgNode): SgNode {
  if (!first.is("object")) return first;
  for (const key of ["url", "uri", "baseURL", "hostname", "host"]) {
    const value = propertyOf(first, key);
    if (value !== null) return value;
  }
  // Without an address in plain sight the options say nothing.
  return first.child(0) ?? first;
}
