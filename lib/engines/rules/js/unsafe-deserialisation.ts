import type { SgNode } from "@ast-grep/napi";
import type { Rule } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import { argumentsOf, propertyOf } from "./taint/expression.ts";
import { calleeOrigin, type Origin } from "./taint/modules.ts";
import { calleeText, callsNamed, detection, reachedByRequest, type Sink } from "./taint/report.ts";

export const unsafeDeserialisation: Rule = {
  id: "js/unsafe-deserialisation",
  title: "Request is deserialised by a format that holds code",
  fixTitle: "Read the request as JSON",
  cwe: "CWE-502",
  severity: "critical",
  fixClass: "C",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "These formats can hold functions, or objects that act when they are made: reading a request with " +
    "them runs what its sender put in. Read it as JSON, or as YAML with the default schema of js-yaml 4.",
  notSeen:
    "Texts that come through another file, and readers other than `node-serialize`, `serialize-to-js`, " +
    "`funcster`, `cryo`, `v8.deserialize` and js-yaml with a schema that makes functions.",
  appliesTo: (path) => !isTestPath(path),
  hint: /serialize|js-yaml|funcster|cryo/,
  detect: (file) =>
    reachedByRequest(file, readers, "data").map((sink) =>
      detection(
        sink,
        `\`${sink.name}\` reads \`${sink.source}\` in a format that can hold code: what its sender put ` +
          "in may run on the server.",
      ),
    ),
  examples: {
    bad: [
      {
        path: "src/profile.js",
        line: 5,
        code: `const serialize = require('node-serialize')

module.exports = (req, res) => {
  const text = Buffer.from(req.cookies.profile, 'base64').toString()
  const profile = serialize.unserialize(text)
  res.json({ name: profile.name })
}
`,
      },
      {
        path: "src/import.ts",
        line: 5,
        code: `import yaml from "js-yaml";
import type { Request, Response } from "express";

export function importPlan(req: Request, res: Response) {
  const plan = yaml.load(req.body.plan, { schema: yaml.DEFAULT_FULL_SCHEMA });
  res.json(plan);
}
`,
      },
    ],
    good: [
      {
        path: "src/plans.ts",
        note: "The default schema of js-yaml 4 makes no functions.",
        code: `import yaml from "js-yaml";
import type { Request, Response } from "express";

export function readPlan(req: Request, res: Response) {
  const plan = yaml.load(req.body.plan);
  const old = JSON.parse(req.body.old);
  res.json({ plan, old });
}
`,
      },
      {
        path: "src/cache.js",
        note: "Nothing of a request.",
        code: `const v8 = require('v8')
const fs = require('fs')

module.exports = (req, res) => res.json(v8.deserialize(fs.readFileSync('cache.bin')))
`,
      },
    ],
  },
};

function readers(root: SgNode): Sink[] {
  const old = callsNamed(root, ["safeLoad"]).length > 0;
  const names = ["unserialize", "deserialize", "deepDeserialize", "parse", "load"];
  return callsNamed(root, names).flatMap((call): Sink[] => {
    const [value, options] = argumentsOf(call);
    const origin = calleeOrigin(call);
    if (value === undefined || origin === null) return [];
    const makesFunctions = old || /FULL_SCHEMA/.test(schemaText(options));
    if (!holdsCode(origin, makesFunctions)) return [];
    return [{ at: call, value, name: calleeText(call) }];
  });
}

function schemaText(options: SgNode | undefined): string {
  return options?.is("object") ? (propertyOf(options, "schema")?.text() ?? "") : "";
}

function holdsCode({ module, names }: Origin, makesFunctions: boolean): boolean {
  const name = names.at(-1) ?? "";
  if (/^(?:node-serialize|serialize-to-js|funcster)$/.test(module)) return /serialize/i.test(name);
  if (module === "cryo") return name === "parse";
  if (module === "v8") return name === "deserialize";
  return module === "js-yaml" && name === "load" && makesFunctions;
}
