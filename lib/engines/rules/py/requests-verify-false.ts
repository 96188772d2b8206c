import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { enclosingSymbol, endOf, findKinds, normalised, replaceNode, startOf } from "../syntax.ts";
import { hasSplat, keywordArgument, positionalArguments, removeArgument } from "./arguments.ts";
import { callsNamed, qualifiedName } from "./calls.ts";
import { isChosen } from "./chosen.ts";
import { httpCalls, isLocalAddress, sessionLibrary } from "./http-clients.ts";
import { requestsVerifyFalseExamples } from "./requests-verify-false.examples.ts";
import { plainString } from "./style.ts";

export const requestsVerifyFalse: Rule = {
  id: "py/requests-verify-false",
  title: "Certificate of the server not checked",
  fixTitle: "Check the server's certificate",
  cwe: "CWE-295",
  severity: "high",
  fixClass: "B",
  languages: ["python"],
  why:
    "Without the check, whoever stands on the way can answer in the server's name, read what is sent " +
    "(passwords and tokens too) and change what comes back. The fix takes the argument away, so that " +
    "the certificate is checked. A server with a certificate of your own then needs its authority " +
    'named, as in `verify="/etc/ssl/own-ca.pem"`.',
  notSeen:
    "A check that a variable, a setting or a branch for it turns off, sessions handed in from elsewhere, environment " +
    "variables, and files of tests. Addresses of the same machine are left alone, and so is a `head` that " +
    "sends nothing but its address.",
  appliesTo: (path) => !isTestPath(path),
  hint: /(?:verify|verify_ssl|ssl|cert_reqs)\s{0,3}=\s{0,3}(?:False|["'](?:CERT_)?NONE|ssl\.CERT_NONE)/,
  detect,
  fix,
  examples: requestsVerifyFalseExamples,
};

interface Unchecked {
  readonly node: SgNode;
  /** What is called or assigned to, as the code has it. */
  readonly name: string;
  readonly said: string;
  readonly about: string;
  readonly edits: () => readonly TextEdit[] | null;
}

const clients =
  /^(?:requests\.(?:sessions\.)?[Ss]ession|httpx\.(?:Async)?(?:Client|HTTPTransport)|aiohttp\.(?:connector\.)?TCPConnector|aiohttp\.request|urllib3\.(?:(?:poolmanager|connectionpool)\.)?(?:PoolManager|ProxyManager|HTTPSConnectionPool|connection_from_url))$/;

function unchecked(root: SgNode): Unchecked[] {
  const calls = [
    ...httpCalls(root).filter(
      ({ list, method, session }) =>
        !isLocalAddress(list, method) && !(session === null && isProbe(list, method)),
    ),
    ...callsNamed(root, clients).map((each) => ({ ...each, library: each.name.split(".")[0] })),
  ];
  const inCalls = calls.flatMap(({ call, callee, list, library }): Unchecked[] => {
    const off = switchedOff(root, list, library ?? "");
    return off === null
      ? []
      : [
          {
            node: call,
            name: callee.text(),
            said: normalised(off),
            about: positionalArguments(list)[0]?.text() ?? "",
            edits: () => removeArgument(off),
          },
        ];
  });
  return [...inCalls, ...assignments(root)].filter(({ node }) => !isChosen(node));
}

/** `head` with nothing of one's own asks whether a server is there; its answer has no body. */
function isProbe(list: SgNode, method: string): boolean {
  const sent = ["headers", "auth", "cookies", "cert", "params", "json", "data", "content"];
  return (
    method === "head" &&
    !hasSplat(list) &&
    positionalArguments(list).length === 1 &&
    sent.every((name) => keywordArgument(list, name) === null)
  );
}

const switches: Readonly<Record<string, readonly string[]>> = {
  requests: ["verify"],
  httpx: ["verify"],
  aiohttp: ["ssl", "verify_ssl"],
};

/** The argument that turns the check off. */
function switchedOff(root: SgNode, list: SgNode, library: string): SgNode | null {
  for (const name of switches[library] ?? []) {
    const found = keywordArgument(list, name);
    if (found?.value.is("false")) return found.argument;
  }
  const required = library === "urllib3" ? keywordArgument(list, "cert_reqs") : null;
  if (required === null) return null;
  const none =
    /^(?:CERT_)?NONE$/.test(plainString(required.value) ?? "") ||
    qualifiedName(root, required.value) === "ssl.CERT_NONE";
  return none ? required.argument : null;
}

/** `session.verify = False`, for all requests of a session that is made in this file. */
function assignments(root: SgNode): Unchecked[] {
  return findKinds(root, "assignment").flatMap((node): Unchecked[] => {
    const left = node.field("left");
    const right = node.field("right");
    const object = left?.is("attribute") ? left.field("object") : null;
    if (left === null || object === null || !right?.is("false")) return [];
    if (left.field("attribute")?.text() !== "verify") return [];
    if (sessionLibrary(root, object) !== "requests") return [];
    const edits = () => [replaceNode(right, "True")];
    return [{ node, name: left.text(), said: "False", about: "", edits }];
  });
}

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  return unchecked(root).map(({ node, name, said, about }) => ({
    start: startOf(node),
    end: endOf(node),
    code: `${name} ${said} ${about}`.trim(),
    symbol: enclosingSymbol(node),
    message:
      `\`${name}\` ${said === "False" ? "is set to `False`" : `is called with \`${said}\``}: any ` +
      "certificate is taken for the server's, so whoever stands on the way can read and change what is sent.",
  }));
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const root = file.root();
  if (root === null) return null;
  const found = unchecked(root).find(
    ({ node }) => startOf(node) === detection.start && endOf(node) === detection.end,
  );
  return found?.edits() ?? null;
}
