import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { enclosingSymbol, endOf, replaceNode, startOf } from "../syntax.ts";
import { positionalArguments } from "./arguments.ts";
import { allCalls, qualifiedName } from "./calls.ts";
import { isChosen } from "./chosen.ts";
import { scopeOf } from "./scope.ts";

export const paramikoAutoAdd: Rule = {
  id: "py/paramiko-auto-add",
  title: "SSH connection to a host nobody knows",
  fixTitle: "Refuse hosts whose key is not known",
  cwe: "CWE-322",
  severity: "medium",
  fixClass: "B",
  languages: ["python"],
  why:
    "With `AutoAddPolicy` or `WarningPolicy` the key of an unknown host is taken as it comes. Someone on " +
    "the way can show a key of his own and read the password and every command. The fix refuses unknown " +
    "keys where the program already loads a file of known ones; a new host's key then has to be added to it.",
  notSeen:
    "Policies of the program's own, connections through `fabric` or `asyncssh`, and files of tests.",
  appliesTo: (path) => !isTestPath(path),
  hint: /\b(?:AutoAddPolicy|WarningPolicy)\b/,
  detect,
  fix,
  examples: {
    bad: [
      {
        path: "deploy/remote.py",
        line: 7,
        code: `import paramiko


def connect(host):
    client = paramiko.SSHClient()
    client.load_system_host_keys()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    client.connect(host)
    return client
`,
        after: `import paramiko


def connect(host):
    client = paramiko.SSHClient()
    client.load_system_host_keys()
    client.set_missing_host_key_policy(paramiko.RejectPolicy())
    client.connect(host)
    return client
`,
      },
    ],
    good: [
      {
        path: "deploy/known.py",
        code: `import paramiko

client = paramiko.SSHClient()
client.load_host_keys("deploy/known_hosts")
client.set_missing_host_key_policy(paramiko.RejectPolicy())
`,
      },
      {
        path: "deploy/asked.py",
        note: "An option of whoever runs it.",
        code: `import paramiko


def connect(options):
    client = paramiko.SSHClient()
    client.load_system_host_keys()
    if not options.strict_host_keys:
        client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    client.connect(options.host)
`,
      },
    ],
    untouched: [
      {
        path: "deploy/unknown.py",
        note: "No keys are known, so every host would be refused.",
        line: 4,
        code: `from paramiko import AutoAddPolicy, SSHClient

client = SSHClient()
client.set_missing_host_key_policy(AutoAddPolicy)
`,
      },
    ],
  },
};

const policies = /^paramiko\.(?:client\.)?(?:AutoAddPolicy|WarningPolicy)$/;

interface OpenPolicy {
  readonly call: SgNode;
  readonly client: string;
  readonly policy: SgNode;
}

function openPolicies(root: SgNode): OpenPolicy[] {
  return allCalls(root).flatMap((call) => {
    const callee = call.field("function");
    const list = call.field("arguments");
    const client = callee?.field("object")?.text();
    if (callee?.field("attribute")?.text() !== "set_missing_host_key_policy") return [];
    const [given] = list?.is("argument_list") ? positionalArguments(list) : [];
    const policy = given?.is("call") ? given.field("function") : given;
    if (client === undefined || policy === undefined || policy === null) return [];
    const open = policies.test(qualifiedName(root, policy) ?? "") && !isChosen(call);
    return open ? [{ call, client, policy }] : [];
  });
}

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  return openPolicies(root).map(({ call, client, policy }) => ({
    start: startOf(call),
    end: endOf(call),
    code: `${client} ${policy.text()}`,
    symbol: enclosingSymbol(call),
    message:
      `\`${policy.text()}\` lets \`${client}\` take the key of any host it does not know: whoever ` +
      "stands on the way can answer in the host's name.",
  }));
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const root = file.root();
  if (root === null) return null;
  const found = openPolicies(root).find(({ call }) => startOf(call) === detection.start);
  const name = found?.policy.field("attribute") ?? null;
  if (found === undefined || name === null) return null;
  const knows = scopeOf(found.call)
    .findAll({ rule: { kind: "attribute", regex: "\\.load_(?:system_)?host_keys$" } })
    .some((each) => each.field("object")?.text() === found.client);
  return knows ? [replaceNode(name, "RejectPolicy")] : null;
}
