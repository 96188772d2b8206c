import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import {
  contains,
  enclosingSymbol,
  endOf,
  findKinds,
  kindOf,
  parts,
  replaceNode,
  startOf,
} from "../syntax.ts";
import { calledName, qualifiedName } from "./calls.ts";
import { isChosen } from "./chosen.ts";
import { onlyValue, scopeOf } from "./scope.ts";
import { sslUnverifiedExamples } from "./ssl-unverified.examples.ts";
import { removeStatement } from "./statements.ts";

export const sslUnverified: Rule = {
  id: "py/ssl-unverified",
  title: "TLS connection that takes any certificate",
  fixTitle: "Check the certificate of the other side",
  cwe: "CWE-295",
  severity: "high",
  fixClass: "B",
  languages: ["python"],
  why:
    "A context that checks neither the certificate nor the name in it encrypts the connection to " +
    "whoever answers. Someone on the way can answer, read everything and pass it on. The fix uses the " +
    "context that Python makes by default, which checks both.",
  notSeen:
    "Contexts made in another file, checks turned off in a branch that an option decides, servers, and " +
    "files of tests. A context with arguments of its own is reported without a fix.",
  appliesTo: (path) => !isTestPath(path),
  hint: /_create_unverified_context|CERT_NONE/,
  detect,
  fix,
  examples: sslUnverifiedExamples,
};

interface Unverified {
  readonly node: SgNode;
  readonly code: string;
  readonly message: string;
  readonly edits: (file: SourceFile) => readonly TextEdit[] | null;
}

const whoever = "whoever stands on the way can answer in the server's name.";

function unverified(root: SgNode): Unverified[] {
  return [...openContexts(root), ...uncheckedContexts(root)].filter(({ node }) => !isChosen(node));
}

/** `ssl._create_unverified_context`, called or put in the place of the default. */
function openContexts(root: SgNode): Unverified[] {
  const kind = { any: [{ kind: "attribute" }, { kind: "identifier" }] };
  const named = root.findAll({ rule: { ...kind, regex: "_create_unverified_context$" } });
  return named.flatMap((node): Unverified[] => {
    if (isInside(node)) return [];
    if (qualifiedName(root, node) !== "ssl._create_unverified_context") return [];
    if (!isUsed(node)) return [];
    const name = node.field("attribute");
    const list = node.parent()?.is("call") ? node.parent()?.field("arguments") : null;
    const bare = list === null || list === undefined || parts(list).length === 0;
    const edits = () =>
      name === null || !bare ? null : [replaceNode(name, "create_default_context")];
    const message = `\`${node.text()}\` makes a context that takes any certificate: ${whoever}`;
    return [{ node, code: node.text(), message, edits }];
  });
}

function isInside(node: SgNode): boolean {
  const parent = node.parent();
  return (
    parent?.is("attribute") === true || /^(?:import_|dotted_name)/.test(kindOf(parent ?? node))
  );
}

/** Called, handed on, or set as the default; asking for it or saving it changes nothing. */
function isUsed(node: SgNode): boolean {
  const parent = node.parent();
  if (parent?.is("call")) return contains(parent.field("function") ?? parent, node);
  if (!parent?.is("assignment")) return false;
  const left = parent.field("left");
  return left?.text().endsWith("_create_default_https_context") === true;
}

const clientContexts = /^ssl\.(?:create_default_context|SSLContext|_create_stdlib_context)$/;

/** Each is followed through the function around it, which takes time in a long one. */
const maxContexts = 100;

/** `context.verify_mode = ssl.CERT_NONE` for the context of a client made in the same function. */
function uncheckedContexts(root: SgNode): Unverified[] {
  const modes = findKinds(root, "assignment").filter((each) =>
    /\.verify_mode$/.test(each.field("left")?.text() ?? ""),
  );
  return modes.slice(0, maxContexts).flatMap((node): Unverified[] => {
    const left = node.field("left");
    const right = node.field("right");
    const object = left?.is("attribute") ? left.field("object") : null;
    if (left === null || right === null || !object?.is("identifier")) return [];
    if (qualifiedName(root, right) !== "ssl.CERT_NONE") return [];
    const made = onlyValue(root, object);
    const maker = calledName(root, made);
    if (made === null || maker === null || !clientContexts.test(maker) || isServer(made)) return [];
    const scope = scopeOf(node);
    const hosts = findKinds(scope, "assignment").filter(
      (each) => each.field("left")?.text() === `${object.text()}.check_hostname`,
    );
    const [host] = hosts;
    if (hosts.length !== 1 || !host?.field("right")?.is("false")) return [];
    // A program that asks for the certificate itself looks at it in its own way.
    if (/\.(?:load_cert_chain|getpeercert|get_peer_cert\w*)\(|server_side/.test(scope.text()))
      return [];
    const sets = node.text();
    return [
      {
        node,
        code: sets,
        message: `\`${sets}\` together with \`${host.text()}\` takes any certificate: ${whoever}`,
        edits: (file) => {
          if (maker !== "ssl.create_default_context") return null;
          const first = removeStatement(file, host);
          const second = removeStatement(file, node);
          return first === null || second === null ? null : [...first, ...second];
        },
      },
    ];
  });
}

/** A server asks no certificate of its clients. */
function isServer(made: SgNode): boolean {
  return /CLIENT_AUTH|SERVER/.test(made.field("arguments")?.text() ?? "");
}

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  return unverified(root).map(({ node, code, message }) => {
    return { start: startOf(node), end: endOf(node), code, symbol: enclosingSymbol(node), message };
  });
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const root = file.root();
  if (root === null) return null;
  const found = unverified(root).find(
    ({ node }) => startOf(node) === detection.start && endOf(node) === detection.end,
  );
  return found?.edits(file) ?? null;
}
