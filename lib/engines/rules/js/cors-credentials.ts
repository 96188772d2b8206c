import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { findKinds, normalised } from "../syntax.ts";
import { heldBy } from "./constants.ts";
import { foundAt } from "./found.ts";
import { isDeliberate } from "./guards.ts";
import { keyText, valueAt } from "./objects.ts";
import { isFunction } from "./scope.ts";

export const corsCredentials: Rule = {
  id: "js/cors-credentials",
  title: "Every website may ask in the user's name",
  fixTitle: "Name the websites that may ask in the user's name",
  cwe: "CWE-942",
  severity: "high",
  fixClass: "C",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "The answer names whichever website asks as allowed, and lets it send the user's cookies: any page " +
    "that a signed-in user opens can read what he can read here. List the websites that need it in " +
    "`origin`.",
  notSeen:
    "Lists of origins that come from settings, headers that are written by hand, and files of tests. " +
    '`origin: "*"` is no such fault: browsers refuse it together with cookies.',
  appliesTo: (path) => !isTestPath(path),
  hint: /cors/i,
  detect,
  examples: {
    bad: [
      {
        path: "src/app.js",
        line: 4,
        code: `const cors = require("cors");

module.exports = (app) => {
  app.use(cors({ origin: true, credentials: true }));
};
`,
      },
      {
        path: "src/main.ts",
        line: 2,
        code: `await app.register(fastifyCors, {
  origin: (origin, done) => done(null, true),
  credentials: true,
});
`,
      },
    ],
    good: [
      {
        path: "src/named.js",
        note: "Named websites, no cookies, or on a machine of development.",
        code: `const cors = require("cors");
app.use(cors({ origin: ["https://desk.example"], credentials: true }));
app.use(cors({ origin: true }));
app.use(cors({ origin: (origin, done) => done(null, allowed.has(origin)), credentials: true }));
if (process.env.NODE_ENV !== "production") app.use(cors({ origin: true, credentials: true }));
`,
      },
    ],
  },
};

/** Around each, calls are looked at that may be long. */
const maxOrigins = 50;

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  const origins = findKinds(root, "pair").filter((pair) => keyText(pair) === "origin");
  return origins.slice(0, maxOrigins).flatMap((pair) => {
    const object = pair.parent();
    const origin = pair.field("value");
    if (origin === null || !object?.is("object") || !isAny(origin)) return [];
    const credentials = valueAt(object, "credentials");
    if (credentials?.text() !== "true" || isDeliberate(pair) || !isForCors(object)) return [];
    const message =
      "Any website may ask in the user's name and read the answer: `origin` allows whoever asks, and " +
      "`credentials` sends the cookies along.";
    return [foundAt(pair, message, `cors ${normalised(origin)}`)];
  });
}

/** `true`, and a function that says yes to everyone, both name whoever asks. */
function isAny(origin: SgNode): boolean {
  const held = heldBy(origin);
  if (held.text() === "true") return true;
  if (!isFunction(held)) return false;
  const body = normalised(held.field("body") ?? held).replace(/^\{ ?| ?;? ?\}$/g, "");
  return /^(?:return )?\w+\(null, true\)$|^(?:return )?(?:true|origin)$/.test(body);
}

/** An argument of something that is called `cors`, or a property or variable of that name. */
function isForCors(object: SgNode): boolean {
  for (const each of object.ancestors().slice(0, 4)) {
    const text = each.is("call_expression")
      ? each.text().slice(0, each.text().indexOf("{"))
      : (each.field("key")?.text() ?? each.field("name")?.text() ?? "");
    if (/cors/i.test(text)) return true;
  }
  return false;
}
