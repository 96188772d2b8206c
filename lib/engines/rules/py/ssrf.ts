import type { SgNode } from "@ast-grep/napi";
import type { Rule } from "../rule.ts";
import { startOf } from "../syntax.ts";
import { ssrfExamples } from "./ssrf.examples.ts";
import { functionAround } from "./taint/functions.ts";
import { qualified } from "./taint/qualified.ts";
import {
  argument,
  detections,
  type NamedCall,
  namedCalls,
  requestRule,
  type Sink,
} from "./taint/rule-parts.ts";
import { meaningOf } from "./taint/scopes.ts";

export const pySsrf: Rule = {
  ...requestRule,
  id: "py/ssrf",
  title: "Address to fetch chosen by a value of the request",
  fixTitle: "Fetch only from hosts of a list",
  cwe: "CWE-918",
  severity: "high",
  fixClass: "C",
  why:
    "The server fetches what a stranger names, from inside its own network: services without a " +
    "password, and the cloud's store of credentials at `169.254.169.254`, answer it. Take the host " +
    "from a list of the program's own, and refuse every other.",
  notSeen:
    "Addresses that come from other files, sessions made in them, and other libraries. A value behind " +
    "a fixed host is not reported.",
  detect: (file) => detections(file, "request", sinks),
  examples: ssrfExamples,
};

const harm = "whoever sends the request can have the server fetch from hosts inside its network.";
const methods = [
  "get",
  "post",
  "put",
  "patch",
  "delete",
  "head",
  "options",
  "request",
  "stream",
  "ws_connect",
];
const fetching =
  /^(?:(?:requests|httpx)\.(?:(?:Async)?Client|Session|session|get|post|put|patch|delete|head|options|request|stream)|aiohttp\.(?:ClientSession|request)|urllib\.request\.(?:urlopen|Request|urlretrieve)|urllib3\.(?:PoolManager|request)|urllib2\.urlopen)$/;

function sinks(root: SgNode): Sink[] {
  const all = namedCalls(root, ...methods, "urlopen", "Request", "urlretrieve");
  return all.flatMap((named): Sink[] => {
    if (!fetches(root, named)) return [];
    const method = /(?:^|\.)(?:request|stream)$/.test(named.call.field("function")?.text() ?? "");
    const value = argument(named.args, method ? 1 : 0, "url");
    return value === undefined || isForAdmins(named.call)
      ? []
      : [{ place: named.call, value, harm }];
  });
}

/** What only an administrator can call fetches what an administrator configures. */
function isForAdmins(call: SgNode): boolean {
  const fn = functionAround(call);
  const around = fn?.parent();
  const head = `${fn?.field("parameters")?.text() ?? ""} ${around?.is("decorated_definition") ? around.text().slice(0, 400) : ""}`;
  return /Depends\(\s*[\w.]*(?:admin|superuser)|@\s*[\w.]*(?:admin|superuser|staff)_\w*|permission_required/i.test(
    head,
  );
}

function fetches(root: SgNode, { call, name }: NamedCall): boolean {
  if (name !== null) return fetching.test(name);
  const object = call.field("function")?.field("object") ?? null;
  if (object === null) return false;
  if (object.is("call")) return isClient(root, object);
  if (!object.is("identifier")) return false;
  const definitions = meaningOf(root, object.text(), startOf(object))?.definitions ?? [];
  return (
    definitions.length > 0 &&
    definitions.every(({ value }) => value !== null && isClient(root, value))
  );
}

function isClient(root: SgNode, value: SgNode): boolean {
  const callee = value.is("call") ? value.field("function") : null;
  const name = callee === null ? null : qualified(root, callee);
  return (
    name !== null &&
    /^(?:requests\.[Ss]ession|httpx\.(?:Async)?Client|aiohttp\.ClientSession|urllib3\.PoolManager)$/.test(
      name,
    )
  );
}
