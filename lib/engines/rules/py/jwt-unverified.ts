import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { enclosingSymbol, endOf, parts, startOf } from "../syntax.ts";
import { hasSplat, keywordArgument, positionalArguments, removeArgument } from "./arguments.ts";
import { callsNamed, type NamedCall, namedCallAt } from "./calls.ts";
import { isChosen } from "./chosen.ts";
import { plainString } from "./style.ts";

export const jwtUnverified: Rule = {
  id: "py/jwt-unverified",
  title: "Token believed without its signature",
  fixTitle: "Check the token's signature",
  cwe: "CWE-347",
  severity: "high",
  fixClass: "B",
  languages: ["python"],
  why:
    "A token whose signature is not checked says what its sender wrote into it: any user, any role. " +
    "Where the key and its algorithms are already named, the fix takes away the option that turns the " +
    "check off. A service before this one may have checked it; then say so beside the code.",
  notSeen:
    "Options built elsewhere, other libraries, and files of tests. Files that also decode tokens with " +
    "the check, and functions that say they do not check, are left alone.",
  appliesTo: (path) => !isTestPath(path),
  hint: /\bjwt\b/,
  detect,
  fix,
  examples: {
    bad: [
      {
        path: "desk/session.py",
        line: 5,
        code: `import jwt


def user_of(token, key):
    claims = jwt.decode(token, key, algorithms=["RS256"], options={"verify_signature": False})
    return claims["sub"]
`,
        after: `import jwt


def user_of(token, key):
    claims = jwt.decode(token, key, algorithms=["RS256"])
    return claims["sub"]
`,
      },
    ],
    good: [
      {
        path: "desk/checked.py",
        code: `import jwt


def user_of(token, key):
    return jwt.decode(token, key, algorithms=["RS256"], options={"require": ["exp"]})["sub"]
`,
      },
      {
        path: "desk/issuer.py",
        note: "Looked into for its issuer, then checked with the issuer's key.",
        code: `import jwt


def claims_of(token, keys):
    issuer = jwt.decode(token, options={"verify_signature": False})["iss"]
    return jwt.decode(token, keys[issuer], algorithms=["ES256"])
`,
      },
    ],
    untouched: [
      {
        path: "desk/role.py",
        note: "No key is at hand to check it with.",
        line: 4,
        code: `import jwt

def role_of(token):
    return jwt.decode(token, options={"verify_signature": False})["role"]
`,
      },
      {
        path: "desk/none.py",
        note: "A token that says it has no signature is taken.",
        line: 4,
        code: `import jwt

def role_of(token, key):
    return jwt.decode(token, key, algorithms=["HS256", "none"])["role"]
`,
      },
    ],
  },
};

interface Unverified extends NamedCall {
  readonly argument: SgNode;
  /** True where nothing is lost but the missing check. */
  readonly alone: boolean;
}

function unverified(root: SgNode): Unverified[] {
  const decodes = callsNamed(root, /^jwt\.(?:api_jwt\.)?decode(?:_complete)?$/);
  const found = decodes.flatMap((each): Unverified[] => {
    const off = hasSplat(each.list) ? null : switchedOff(each.list);
    return off === null ? [] : [{ ...each, ...off }];
  });
  // A first look at a token that is decoded again with the check is how its key is found.
  return decodes.length > found.length ? [] : found.filter(({ call }) => !isPeek(call));
}

function isPeek(call: SgNode): boolean {
  const names = call.ancestors().filter((each) => each.is("function_definition"));
  return (
    isChosen(call) ||
    names.some((each) =>
      /unverif|insecure|without|peek|parse|inspect|debug|expir|payload|header|decode/i.test(
        each.field("name")?.text() ?? "",
      ),
    )
  );
}

function switchedOff(list: SgNode): { argument: SgNode; alone: boolean } | null {
  const verify = keywordArgument(list, "verify");
  if (verify?.value.is("false")) return { argument: verify.argument, alone: true };
  const options = keywordArgument(list, "options");
  const pairs = options?.value.is("dictionary") ? parts(options.value) : [];
  const off = pairs.some(
    (pair) =>
      plainString(pair.field("key")) === "verify_signature" &&
      pair.field("value")?.is("false") === true,
  );
  if (options !== null && off) return { argument: options.argument, alone: pairs.length === 1 };
  const algorithms = keywordArgument(list, "algorithms");
  const none = algorithms?.value.is("list")
    ? parts(algorithms.value).some((each) => plainString(each)?.toLowerCase() === "none")
    : false;
  return algorithms !== null && none ? { argument: algorithms.argument, alone: false } : null;
}

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  return unverified(root).map(({ call, callee, argument }) => ({
    start: startOf(call),
    end: endOf(call),
    code: `${callee.text()} ${argument.text().replace(/\s+/g, " ")}`,
    symbol: enclosingSymbol(call),
    message:
      `\`${callee.text()}\` with \`${argument.text().replace(/\s+/g, " ")}\` takes a token without a ` +
      "valid signature: its sender can claim to be anyone.",
  }));
}

/** Drops the option where a key and the algorithms stand beside it. */
function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const root = file.root();
  const all = root === null ? [] : unverified(root);
  const at = namedCallAt(all, detection.start);
  const found = all.find((each) => each.call.id() === at?.call.id());
  if (found === undefined || !found.alone) return null;
  const key = positionalArguments(found.list)[1] ?? keywordArgument(found.list, "key")?.value;
  const listed = keywordArgument(found.list, "algorithms");
  const usable = key !== undefined && !/^(?:None|""|'')$/.test(key.text());
  return usable && listed !== null ? removeArgument(found.argument) : null;
}
