import type { SgNode } from "@ast-grep/napi";
import type { Rule } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import { argumentsOf, calledName } from "./taint/expression.ts";
import { calleeOrigin } from "./taint/modules.ts";
import { calleeText, callsNamed, detection, reachedByRequest, type Sink } from "./taint/report.ts";

export const templateInjection: Rule = {
  id: "js/template-injection",
  title: "Request is compiled as a template",
  fixTitle: "Keep the template fixed and hand the value over as data",
  cwe: "CWE-1336",
  severity: "critical",
  fixClass: "C",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "Template languages run code: `<%= … %>` or `#{…}` in a text of the request is executed on the " +
    "server. Keep the template in the code, and give it the request's values as data.",
  notSeen:
    "Templates that come through another file or a database, and engines other than EJS, Pug, " +
    "Handlebars, Nunjucks, doT, Eta, Squirrelly, Liquid and Lodash.",
  appliesTo: (path) => !isTestPath(path),
  hint: /ejs|pug|[hH]andlebars|nunjucks|lodash|underscore|\bdot\b|\beta\b|squirrelly|liquid/,
  detect: (file) =>
    reachedByRequest(file, templateSinks, "template").map((sink) =>
      detection(
        sink,
        `\`${sink.name}\` compiles a template that \`${sink.source}\` is part of: what stands in it ` +
          "runs on the server.",
      ),
    ),
  examples: {
    bad: [
      {
        path: "src/mails.ts",
        line: 6,
        code: `import ejs from "ejs";
import type { Request, Response } from "express";

export function previewMail(req: Request, res: Response) {
  const body = req.body.template as string;
  res.json({ html: ejs.render(body, { name: "Ada" }) });
}
`,
      },
      {
        path: "src/greeting.js",
        line: 5,
        code: `const Handlebars = require('handlebars')

exports.greet = async (ctx) => {}
exports.card = (req, res) => {
  const card = Handlebars.compile('<h1>Hello ' + req.query.name + '</h1>')
  res.send(card({}))
}
`,
      },
    ],
    good: [
      {
        path: "src/letters.ts",
        note: "The value is data of a fixed template.",
        code: `import ejs from "ejs";
import type { Request, Response } from "express";

const letter = "<p>Dear <%= name %></p>";

export function letterTo(req: Request, res: Response) {
  res.json({ html: ejs.render(letter, { name: req.body.name }) });
}
`,
      },
      {
        path: "src/pages.js",
        code: `const pug = require('pug')
const pages = { home: 'h1 Home', terms: 'h1 Terms' }

exports.page = (req, res) => {
  const source = pages[req.params.page]
  res.json({ html: pug.compile(source)({ title: req.query.title }) })
}
`,
      },
    ],
  },
};

const engines =
  /^(?:ejs|pug|jade|handlebars|nunjucks|dot|eta|squirrelly|liquidjs|swig|lodash(?:\.template)?|underscore|lodash\/template)$/;
const names = [
  "render",
  "compile",
  "renderString",
  "precompile",
  "template",
  "renderAsync",
  "parseAndRender",
  "parseAndRenderSync",
  "default",
];

function templateSinks(root: SgNode): Sink[] {
  return callsNamed(root, names).flatMap((call): Sink[] => {
    const value = argumentsOf(call)[0];
    const origin = calleeOrigin(call);
    if (value === undefined || origin === null || !engines.test(origin.module)) return [];
    // `nunjucks.render` and its like take the name of a file.
    if (origin.module === "nunjucks" && calledName(call) === "render") return [];
    return [{ at: call, value, name: calleeText(call) }];
  });
}
