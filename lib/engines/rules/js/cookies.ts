import type { SgNode } from "@ast-grep/napi";
import { wordsOf } from "../secret-names.ts";
import { callsOf, parts } from "../syntax.ts";
import { constantText, heldBy } from "./constants.ts";
import { moduleCalls } from "./module-calls.ts";
import { valueAt } from "./objects.ts";

/** A place that sets a session's cookie. */
export interface CookieCall {
  readonly call: SgNode;
  /** Null where the library names it. */
  readonly name: string | null;
  readonly value: SgNode | null;
  /** The options as a literal of the file; null where there are none, or none to be seen. */
  readonly options: SgNode | null;
  readonly optionsGiven: boolean;
  /** True where the library sets `httpOnly` unless told otherwise. */
  readonly safeByDefault: boolean;
}

const maxCalls = 300;
const sessionWords = new Set([
  "session",
  "sess",
  "sessionid",
  "sid",
  "token",
  "auth",
  "jwt",
  "jsessionid",
]);

function isSessionName(name: string): boolean {
  const words = wordsOf(name);
  return words.some((word) => sessionWords.has(word)) && !/csrf|xsrf/i.test(name);
}

export function cookieCalls(root: SgNode): CookieCall[] {
  return [...responseCookies(root), ...sessionCookies(root)];
}

/** `res.cookie(name, value, options)`, `reply.setCookie(…)`, `ctx.cookies.set(…)`. */
function responseCookies(root: SgNode): CookieCall[] {
  const callee =
    "^(?:\\w+\\.)*(?:res|resp|response|reply|ctx|context)\\.(?:status\\(\\d+\\)\\.)?(?:cookie|setCookie|cookies\\.set)$";
  return callsOf(root, "call_expression", callee)
    .slice(0, maxCalls)
    .flatMap((call) => {
      const list = call.field("arguments");
      const [key, value, given] = list === null ? [] : parts(list);
      const name = constantText(key);
      if (name === null || !isSessionName(name) || value === undefined) return [];
      const options = given === undefined ? null : heldBy(given);
      if (options !== null && !options.is("object")) return [];
      if (isRemoved(value, options)) return [];
      const koa = /cookies\.set$/.test(call.field("function")?.text() ?? "");
      const optionsGiven = given !== undefined;
      return [{ call, name, value, options, optionsGiven, safeByDefault: koa }];
    });
}

/** An empty value, or one that is over at once, takes the cookie away. */
function isRemoved(value: SgNode, options: SgNode | null): boolean {
  if (/^(?:""|''|``|null|undefined)$/.test(value.text())) return true;
  const age = valueAt(options, "maxAge")?.text() ?? "";
  return (
    /^(?:0|-\d+)$/.test(age) ||
    /^new Date\((?:0|1)?\)$/.test(valueAt(options, "expires")?.text() ?? "")
  );
}

/** The cookie that express-session and cookie-session keep. */
function sessionCookies(root: SgNode): CookieCall[] {
  const calls = [
    ...moduleCalls(root, "express-session").map((each) => ({ ...each, key: "cookie" })),
    ...moduleCalls(root, "cookie-session").map((each) => ({ ...each, key: null })),
  ];
  return calls.flatMap(({ call, name, args, key }) => {
    const settings = args[0] === undefined ? null : heldBy(args[0]);
    if (name !== "" || settings === null) return [];
    const given = key === null ? settings : valueAt(settings, key);
    const options = given === null ? null : heldBy(given);
    if (!options?.is("object")) return [];
    return [{ call, name: null, value: null, options, optionsGiven: true, safeByDefault: true }];
  });
}
