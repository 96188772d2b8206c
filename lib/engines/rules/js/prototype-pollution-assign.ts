import type { SgNode } from "@ast-grep/napi";
import type { Rule } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import { findKinds } from "../syntax.ts";
import { resolve } from "./scope.ts";
import { isAccess } from "./taint/expression.ts";
import { detection, reachedByRequest, type Sink } from "./taint/report.ts";

export const prototypePollutionAssign: Rule = {
  id: "js/prototype-pollution-assign",
  title: "Request chooses the key of an object inside an object",
  fixTitle: "Keep the values in a Map",
  cwe: "CWE-1321",
  severity: "high",
  fixClass: "C",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "With `__proto__` as the first key, `store[first][second] = value` writes into what all objects of the " +
    "program inherit from, and changes how they behave everywhere. Keep such values in a `Map`, in an " +
    "`Object.create(null)`, or accept only known keys.",
  notSeen:
    "Keys that come through another file, and functions of libraries that set a path or merge objects.",
  appliesTo: (path) => !isTestPath(path),
  hint: /\]\s*(?:\[|\.\w+\s*(?:\[|=[^=]))/,
  detect: (file) =>
    reachedByRequest(file, firstKeys, "key").map((sink) =>
      detection(
        sink,
        `\`${sink.source}\` is the first key in \`${sink.name}\`: \`__proto__\` in its place changes every ` +
          "object of the program.",
      ),
    ),
  examples: {
    bad: [
      {
        path: "src/preferences.js",
        line: 5,
        code: `const store = {}

module.exports = (req, res) => {
  const { user, key, value } = req.body
  store[user][key] = value
  res.sendStatus(204)
}
`,
      },
      {
        path: "src/votes.ts",
        line: 6,
        code: `import type { Request, Response } from "express";

const votes: Record<string, Record<string, number>> = {};

export function vote(req: Request, res: Response) {
  votes[req.params.poll][req.body.option] = Number(req.body.weight);
  res.json(votes);
}
`,
      },
    ],
    good: [
      {
        path: "src/votes-map.ts",
        code: `import type { Request, Response } from "express";

const votes = new Map<string, Map<string, number>>();
const counts: Record<string, number> = {};
const polls: Record<string, Record<string, number>> = Object.create(null);

export function vote(req: Request, res: Response) {
  votes.get(req.params.poll)?.set(req.body.option, 1);
  counts[req.params.poll] = 1;
  polls[req.params.poll][req.body.option] = 1;
  res.sendStatus(204);
}
`,
      },
      {
        path: "src/known.js",
        code: `const sections = { mail: {}, push: {} }

module.exports = (req, res) => {
  const section = req.body.section
  if (!Object.hasOwn(sections, section)) return res.sendStatus(400)
  sections[section][req.body.key] = Boolean(req.body.on)
  res.sendStatus(204)
}
`,
      },
    ],
  },
};

/** The first of two worked-out keys on the left of an assignment. */
function firstKeys(root: SgNode): Sink[] {
  return findKinds(root, "assignment_expression").flatMap((by): Sink[] => {
    const left = by.field("left");
    const object = left?.field("object") ?? null;
    if (left === null || object === null || !left.is("subscript_expression")) return [];
    if (!object.is("subscript_expression") || isFixed(left.field("index"))) return [];
    const key = object.field("index");
    const store = object.field("object");
    if (key === null || store === null || isFixed(key) || hasNoPrototype(store)) return [];
    return [{ at: by, value: key, name: left.text().slice(0, 80) }];
  });
}

function isFixed(index: SgNode | null): boolean {
  return index === null || index.is("string") || index.is("number");
}

function hasNoPrototype(store: SgNode): boolean {
  if (isAccess(store) || !store.is("identifier")) return false;
  const value = resolve(store)?.by.field("value")?.text() ?? "";
  return /^(?:Object\.create\(null\)|\[|new (?:Array|Map))/.test(value);
}
