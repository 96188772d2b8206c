import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { endOf, replaceNode, startOf } from "../syntax.ts";
import { cookieFlagsExamples } from "./cookie-flags.examples.ts";
import { type CookieCall, cookieCalls } from "./cookies.ts";
import { foundAt } from "./found.ts";
import { isDeliberate } from "./guards.ts";
import { addPair, hasKey, isOpen, pairOf } from "./objects.ts";
import { declarationsOf } from "./scope.ts";
import { codeStyle } from "./style.ts";

export const cookieFlags: Rule = {
  id: "js/cookie-flags",
  title: "Session cookie without its protection",
  fixTitle: "Protect the session cookie",
  cwe: "CWE-1004",
  severity: "medium",
  fixClass: "B",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "A session cookie without `httpOnly` can be read by any script of the page, and one with `secure` " +
    "off travels unencrypted where a plain address is opened: either hands the session to a stranger. " +
    "The fix sets `httpOnly`, and makes `secure` follow `NODE_ENV` so that development still works " +
    "without TLS.",
  notSeen:
    "Cookies whose name does not say session, token or auth, names and options that come from " +
    "elsewhere, `Set-Cookie` headers written by hand, and files of tests. CSRF cookies are meant to be " +
    "read by scripts.",
  appliesTo: (path) => !isTestPath(path),
  hint: /cookie/i,
  detect,
  fix,
  examples: cookieFlagsExamples,
};

/** One flag of one cookie: switched off by `pair`, or missing. */
interface WeakCookie {
  readonly cookie: CookieCall;
  readonly flag: "httpOnly" | "secure";
  readonly pair: SgNode | null;
}

function weakCookies(file: SourceFile): WeakCookie[] {
  const root = file.root();
  if (root === null) return [];
  return cookieCalls(root).flatMap((cookie) => {
    if (isDeliberate(cookie.call)) return [];
    const { options } = cookie;
    const out: WeakCookie[] = [];
    for (const flag of ["httpOnly", "secure"] as const) {
      const pair = options === null ? null : pairOf(options, flag);
      if (pair?.field("value")?.text() !== "false") continue;
      // `session.cookie.secure = true` further down, for production, is a common way.
      if (flag === "secure" && /\.secure\s*=[^=]/.test(file.text)) continue;
      out.push({ cookie, flag, pair });
    }
    const missing =
      !cookie.safeByDefault &&
      (options === null || (!hasKey(options, "httpOnly") && !isOpen(options)));
    if (missing) out.push({ cookie, flag: "httpOnly", pair: null });
    return out;
  });
}

function detect(file: SourceFile): readonly Detection[] {
  return weakCookies(file).map(({ cookie, flag, pair }) => {
    const how = pair === null ? "without" : "with";
    const what = pair === null ? "`httpOnly`" : `\`${flag}: false\``;
    const danger =
      flag === "httpOnly"
        ? "any script that gets into the page can read it and take the session over"
        : "it is also sent over plain HTTP, where everyone on the way can read it";
    const name = cookie.name === null ? "The session cookie" : `The cookie \`${cookie.name}\``;
    const message = `${name} is set ${how} ${what}: ${danger}.`;
    const code = `${cookie.name ?? "session"} ${flag} ${pair === null ? "missing" : "off"}`;
    return foundAt(pair ?? cookie.call, message, code);
  });
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const root = file.root();
  const found = weakCookies(file).find(
    ({ cookie, pair }) => startOf(pair ?? cookie.call) === detection.start,
  );
  if (root === null || found === undefined) return null;
  const { cookie, flag, pair } = found;
  if (pair !== null) {
    const value = pair.field("value");
    if (value === null || (flag === "secure" && declarationsOf(root, "process").length > 0))
      return null;
    const { quote } = codeStyle(root);
    const production = `process.env.NODE_ENV === ${quote}production${quote}`;
    return [replaceNode(value, flag === "secure" ? production : "true")];
  }
  if (cookie.options !== null) return [addPair(file, cookie.options, "httpOnly: true")];
  if (cookie.optionsGiven || cookie.value === null) return null;
  const at = endOf(cookie.value);
  return [{ start: at, end: at, text: ", { httpOnly: true }" }];
}
