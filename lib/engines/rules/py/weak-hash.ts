import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { enclosingSymbol, endOf, findKinds, normalised, startOf } from "../syntax.ts";
import { keywordArgument, positionalArguments } from "./arguments.ts";
import { callsNamed, type NamedCall } from "./calls.ts";
import { plainString } from "./style.ts";

export const pyWeakHash: Rule = {
  id: "py/weak-hash",
  title: "Password hashed with MD5 or SHA-1",
  fixTitle: "Hash the password with a slow, salted function",
  cwe: "CWE-916",
  severity: "high",
  fixClass: "C",
  languages: ["python"],
  why:
    "A graphics card tries billions of passwords a second against MD5 or SHA-1, so a stolen table is " +
    "soon read. `hashlib.scrypt`, Argon2 or bcrypt take their time and a salt for each password. Hashes " +
    "that are stored already have to be moved over, so Etna reports and does not rewrite it.",
  notSeen:
    "Passwords under other names or hashed in steps, other weak uses such as signatures, and files of " +
    "tests. Digests of files, cache keys, `usedforsecurity=False`, and hashes that another system's protocol asks for are left alone.",
  offByDefault:
    "Another system's protocol or an old table often asks for just this hash, which the file alone does not say.",
  appliesTo: (path) => !isTestPath(path) && !prescribed.test(path),
  hint: /\b(?:md5|sha1|MD5|SHA1)\b/,
  detect,
  examples: {
    bad: [
      {
        path: "members/accounts.py",
        line: 5,
        code: `import hashlib


def store(member, password):
    member.digest = hashlib.md5(password.encode()).hexdigest()
`,
      },
      {
        path: "members/login.py",
        line: 4,
        code: `from hashlib import new

def matches(account, given_passwd):
    return account.digest == new("sha1", (account.salt + given_passwd).encode()).hexdigest()
`,
      },
    ],
    good: [
      {
        path: "members/etag.py",
        note: "No password in it.",
        code: `import hashlib


def etag(body, password_policy_page):
    hashlib.md5(password_policy_page).hexdigest()
    return hashlib.md5(body, usedforsecurity=False).hexdigest()
`,
      },
      {
        path: "members/database.py",
        note: "The database asks for this hash.",
        code: `import hashlib


def postgres_password(user, password):
    return "md5" + hashlib.md5((password + user).encode()).hexdigest()
`,
      },
      {
        path: "members/slow.py",
        code: `import hashlib


def digest(password, salt):
    return hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)
`,
      },
    ],
  },
};

const makers = /^hashlib\.(?:md5|sha1|new)$/;
const passwordName =
  /^(?:\w*_)?(?:pass(?:word|wd|phrase|code)|pwd)\d?$|(?:[a-z])(?:Password|Passwd)$/i;

function passwordHashes(root: SgNode): { found: NamedCall; name: string; algorithm: string }[] {
  return callsNamed(root, makers).flatMap((found) => {
    const [first, second] = positionalArguments(found.list);
    const isNew = found.name === "hashlib.new";
    const algorithm = isNew
      ? (plainString(first ?? null) ?? "").toLowerCase().replace("-", "")
      : found.name.replace("hashlib.", "");
    const data = isNew ? second : first;
    if (data === undefined || !/^(?:md5|sha1)$/.test(algorithm)) return [];
    if (keywordArgument(found.list, "usedforsecurity")?.value.is("false")) return [];
    const name = passwordIn(data);
    return name === null || isPrescribed(found.call) ? [] : [{ found, name, algorithm }];
  });
}

const prescribed =
  /md5|sha1|legacy|compat|ntlm|digest_?auth|http_?digest|mysql|postgres|native|apop|cram|chap|scram|radius|subsonic|gravatar|pwned|hibp|breach/i;

/** Another system's protocol or an old table asks for this hash, by the names around it. */
function isPrescribed(call: SgNode): boolean {
  if (prescribed.test(enclosingSymbol(call))) return true;
  const holder = call
    .ancestors()
    .find((each) => each.is("assignment") || each.is("keyword_argument"));
  const target = holder?.field("left") ?? holder?.field("name") ?? null;
  const around = holder?.field("right")?.text().replace(call.text(), "") ?? "";
  return prescribed.test(target?.text() ?? "") || /["'](?:\{?md5|\*)/i.test(around);
}

/** The name of a password among what is hashed. */
function passwordIn(data: SgNode): string | null {
  const names = findKinds(data, "identifier").filter((each) => {
    const parent = each.parent();
    return parent?.is("keyword_argument") !== true && passwordName.test(each.text());
  });
  return names[0]?.text() ?? null;
}

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  return passwordHashes(root).map(({ found: { call }, name, algorithm }) => ({
    start: startOf(call),
    end: endOf(call),
    code: normalised(call),
    symbol: enclosingSymbol(call),
    message:
      `\`${name}\` is hashed with ${algorithm === "md5" ? "MD5" : "SHA-1"}: whoever gets hold of the hash tries billions of ` +
      "passwords a second against it.",
  }));
}
