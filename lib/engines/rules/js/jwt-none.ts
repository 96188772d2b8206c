import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { callsOf, findKinds, parts } from "../syntax.ts";
import { constantText, heldBy } from "./constants.ts";
import { foundAt } from "./found.ts";
import { type ModuleCall, moduleCalls } from "./module-calls.ts";
import { valueAt } from "./objects.ts";
import { resolve, sameNode } from "./scope.ts";

export const jwtNone: Rule = {
  id: "js/jwt-none",
  title: "Token accepted without a signature",
  fixTitle: "Check the token's signature",
  cwe: "CWE-347",
  severity: "high",
  fixClass: "C",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "A token of the algorithm `none` has no signature, and `jwt.decode` checks none: anyone can write " +
    "one that says he is somebody else. Use `jwt.verify` with the algorithm that you sign with.",
  notSeen:
    "Libraries other than `jsonwebtoken`, and decoded tokens that become the user in another file. " +
    "`decode` is not reported in a file that also calls `verify`.",
  appliesTo: (path) => !isTestPath(path),
  hint: /jsonwebtoken/,
  detect,
  examples: {
    bad: [
      {
        path: "src/verify.js",
        line: 4,
        code: `const jwt = require("jsonwebtoken");

exports.read = (token, key) =>
  jwt.verify(token, key, { algorithms: ["HS256", "none"] });
`,
      },
      {
        path: "src/middleware.ts",
        line: 4,
        code: `import jwt from "jsonwebtoken";

export function whoIsIt(req: Request, res: Response, next: () => void) {
  const claims = jwt.decode(req.headers.authorization.slice(7));
  req.user = claims;
  next();
}
`,
      },
    ],
    good: [
      {
        path: "src/session.ts",
        note: "Looked into, and then checked; or shown, and not believed.",
        code: `import jwt from "jsonwebtoken";
export function read(req: Request, keys: Map<string, string>) {
  const head = jwt.decode(req.token, { complete: true });
  req.user = jwt.verify(req.token, keys.get(head.header.kid), { algorithms: ["ES256"] });
}
`,
      },
      {
        path: "src/expiry.js",
        code: `import { decode } from "jsonwebtoken";
export const expiresAt = (token) => decode(token).exp * 1000;
`,
      },
    ],
  },
};

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  const calls = moduleCalls(root, "jsonwebtoken");
  // Whoever calls verify somewhere in the file decodes to look at the header first.
  const verifies = callsOf(root, "call_expression", "[vV]erify\\w*$").length > 0;
  return calls.flatMap((found) => {
    const none = unsigned(found);
    if (none !== null) {
      return [
        foundAt(none, `\`${none.text()}\` lets a token without any signature pass as genuine.`),
      ];
    }
    if (verifies || found.name !== "decode" || !becomesUser(root, found.call)) return [];
    const message =
      `\`${found.callee.text()}\` does not check the signature, and what it reads becomes the user of ` +
      "the request: anyone can write a token that says he is somebody else.";
    return [foundAt(found.call, message)];
  });
}

function unsigned({ name, args }: ModuleCall): SgNode | null {
  const options = args[2] === undefined ? null : heldBy(args[2]);
  if (name === "sign") {
    const own = valueAt(options, "algorithm");
    return constantText(own)?.toLowerCase() === "none" ? own : null;
  }
  const list = name === "verify" ? valueAt(options, "algorithms") : null;
  const held = list === null ? null : heldBy(list);
  if (!held?.is("array")) return null;
  return parts(held).some((each) => constantText(each)?.toLowerCase() === "none") ? list : null;
}

const users =
  /^(?:\w+\.)*(?:req|request|ctx|context|res)\.(?:(?:state|locals)\.)?(?:user|auth|session|userId|account)(?:\.\w+)?$/;

/** `req.user = jwt.decode(…)`, at once or through a variable of the file. */
function becomesUser(root: SgNode, call: SgNode): boolean {
  const holder = [call, ...call.ancestors()].find((each) => {
    return each.is("assignment_expression") || each.is("variable_declarator");
  });
  if (holder === undefined) return false;
  const value = holder.field("right") ?? holder.field("value");
  const own = value !== null && heldBy(value).text() === call.text();
  if (!own) return false;
  if (holder.is("assignment_expression")) return users.test(holder.field("left")?.text() ?? "");
  const name = holder.field("name");
  if (!name?.is("identifier")) return false;
  return findKinds(root, "assignment_expression").some((each) => {
    const right = each.field("right");
    if (right === null || !users.test(each.field("left")?.text() ?? "")) return false;
    const used = right.is("identifier") ? right : right.field("object");
    return used?.is("identifier") === true && sameNode(resolve(used)?.name ?? null, name);
  });
}
