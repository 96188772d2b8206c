import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { callsOf, findKinds, kindOf, parts, replaceNode, startOf } from "../syntax.ts";
import { brief, foundAt } from "./found.ts";
import { isDeliberate } from "./guards.ts";
import { hasKey, isOpen, keyText, removePair, valueAt } from "./objects.ts";
import { removeStatement } from "./statements.ts";
import { tlsRejectUnauthorizedExamples } from "./tls-reject-unauthorized.examples.ts";

export const tlsRejectUnauthorized: Rule = {
  id: "js/tls-reject-unauthorized",
  title: "TLS certificate not checked",
  fixTitle: "Check the TLS certificate",
  cwe: "CWE-295",
  severity: "high",
  fixClass: "B",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "With the check of certificates off, anyone on the way can answer in the server's name, read what " +
    "is sent and change what comes back. The fix takes the switch away, so that Node.js checks as it " +
    "does by default. A server with a certificate of your own authority needs that one in `ca`.",
  notSeen:
    "Values that are worked out at run time, other libraries' names for the same switch, and files of " +
    "tests. A switch that stands behind a condition such as `options.insecure` or `NODE_ENV`, a server " +
    "that asks for client certificates and connections to this machine are left alone, and so are files that read the peer's certificate.",
  appliesTo: (path) => !isTestPath(path),
  hint: /rejectUnauthorized|strictSSL|NODE_TLS_REJECT_UNAUTHORIZED/,
  detect,
  fix,
  examples: tlsRejectUnauthorizedExamples,
};

const here = /^["'`](?:https?:\/\/)?(?:localhost|127\.0\.0\.1|\[?::1\]?)(?:[:/]|["'`]$)/;

/** Pairs `rejectUnauthorized: false` and assignments of the environment's switch. */
function switchedOff(file: SourceFile): SgNode[] {
  const root = file.root();
  if (root === null || looksAtCertificate(file, root)) return [];
  return findKinds(root, "pair", "assignment_expression").filter((node) => {
    const off = node.is("pair") ? isOffPair(node) : isOffAssignment(node);
    return off && !isDeliberate(node);
  });
}

function isOffPair(pair: SgNode): boolean {
  if (!/^(?:rejectUnauthorized|strictSSL)$/.test(keyText(pair))) return false;
  const object = pair.parent();
  if (pair.field("value")?.text() !== "false" || !object?.is("object")) return false;
  if (hasKey(object, "requestCert") || isServer(object) || staysHere(object)) return false;
  return !["host", "hostname", "url", "servername"].some((key) =>
    here.test(valueAt(object, key)?.text() ?? ""),
  );
}

/** A server's own options speak of its clients' certificates. */
function isServer(object: SgNode): boolean {
  const call = object.parent()?.parent();
  return /createServer|createSecureServer/.test(call?.field("function")?.text() ?? "");
}

/** Whoever reads the certificate himself compares it, or wants nothing but to see it. */
function looksAtCertificate({ text }: SourceFile, root: SgNode): boolean {
  if (/\bcheckServerIdentity\b/.test(text) && /fingerprint\w*\s*[!=]==?/i.test(text)) return true;
  return callsOf(root, "call_expression", "\\.getPeer(?:X509)?Certificate$").length > 0;
}

/** `connect(port, { … })` names no other machine, nor does a block whose address is `localhost`. */
function staysHere(object: SgNode): boolean {
  const list = object.parent();
  const call = list?.is("arguments") ? list.parent() : null;
  const port = list?.is("arguments") ? parts(list)[0] : undefined;
  const byPort = /(?:^|\.)port$/i.test(port?.text() ?? "") || port?.is("number") === true;
  const connects = /(?:^|\.)connect$/.test(call?.field("function")?.text() ?? "");
  if (connects && byPort && !hasKey(object, "host")) return true;
  const block = object.ancestors().find((each) => each.is("statement_block"));
  return /:\/\/(?:localhost|127\.0\.0\.1|\[::1\])[:/"'`]/.test(block?.text() ?? "");
}

function isOffAssignment(node: SgNode): boolean {
  const left = node.field("left")?.text() ?? "";
  const right = node.field("right")?.text() ?? "";
  return (
    /^process\.env(?:\.NODE_TLS_REJECT_UNAUTHORIZED|\[["']NODE_TLS_REJECT_UNAUTHORIZED["']\])$/.test(
      left,
    ) && /^(?:["'`]0["'`]|0)$/.test(right)
  );
}

function detect(file: SourceFile): readonly Detection[] {
  return switchedOff(file).map((node) => {
    const all = node.is("pair") ? "" : " of every connection of this process";
    const message =
      `\`${brief(node)}\` accepts any certificate${all}: whoever stands between can answer in the ` +
      "server's name.";
    return foundAt(node, message);
  });
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const node = switchedOff(file).find((each) => startOf(each) === detection.start);
  if (node === undefined) return null;
  if (!node.is("pair")) {
    const statement = node.parent();
    return statement === null || kindOf(statement) !== "expression_statement"
      ? null
      : removeStatement(file, statement);
  }
  const object = node.parent();
  const value = node.field("value");
  // What is spread into the object may hold the switch too: then it is turned, not taken away.
  if (object !== null && value !== null && isOpen(object)) return [replaceNode(value, "true")];
  const removed = removePair(file, node);
  return removed === null ? null : [removed];
}
