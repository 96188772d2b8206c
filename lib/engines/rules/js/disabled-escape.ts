import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { foundAt } from "./found.ts";
import { turnedFlag, type UnsafeFlag, unsafeFlags } from "./literal-flags.ts";

export const disabledEscape: Rule = {
  id: "js/disabled-escape",
  title: "Template engine that does not escape",
  fixTitle: "Let the template engine escape values",
  cwe: "CWE-116",
  severity: "medium",
  fixClass: "B",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "The engine puts values into the page as they are, so a value with a tag in it becomes part of the " +
    "page and can run a script. The fix lets the engine escape them; mark the few values that are " +
    "markup on purpose in their templates.",
  notSeen:
    "Engines other than Handlebars and Nunjucks, single values that a template leaves unescaped, " +
    "options that come from elsewhere, and files of tests. Templates in a file that answers no " +
    "request are left alone.",
  appliesTo: (path) => !isTestPath(path),
  hint: /\bnoEscape\b|\bautoescape\b/,
  detect,
  fix,
  examples: {
    bad: [
      {
        path: "src/views.js",
        line: 4,
        code: `const nunjucks = require('nunjucks')

module.exports = (app) => {
  nunjucks.configure('views', { autoescape: false, express: app })
}
`,
        after: `const nunjucks = require('nunjucks')

module.exports = (app) => {
  nunjucks.configure('views', { autoescape: true, express: app })
}
`,
      },
      {
        path: "src/page.ts",
        line: 3,
        code: `import Handlebars from "handlebars";

const page = Handlebars.compile(source, { noEscape: true });
export const show = (parcel: Parcel, res: Response) => res.send(page(parcel));
`,
        after: `import Handlebars from "handlebars";

const page = Handlebars.compile(source, { noEscape: false });
export const show = (parcel: Parcel, res: Response) => res.send(page(parcel));
`,
      },
    ],
    good: [
      {
        path: "src/generate.js",
        note: "A template of source code, where nothing is to be escaped.",
        code: `const Handlebars = require("handlebars");
exports.generate = Handlebars.compile(template, { noEscape: true });
exports.named = { noEscape: true };
`,
      },
    ],
  },
};

const danger = "values get into the page as they are, and a tag in one becomes part of the page.";
const flags: Readonly<Record<string, UnsafeFlag>> = {
  noEscape: {
    value: "true",
    within: /handlebars|hbs|compile/i,
    message: `\`noEscape: true\` turns escaping off: ${danger}`,
  },
  autoescape: {
    value: "false",
    within: /nunjucks|\bEnvironment\b|configure|expressNunjucks/,
    message: `\`autoescape: false\` turns escaping off: ${danger}`,
  },
};

/** Templates also make source code, mails and sites of one's own texts: here, pages are answers. */
function detect(file: SourceFile): readonly Detection[] {
  if (!/express|\bres\.|\bresponse\b|\breply\.|\bkoa\b|fastify/i.test(file.text)) return [];
  return unsafeFlags(file, flags).map(({ pair, flag }) => foundAt(pair, flag.message));
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const edit = turnedFlag(file, flags, detection.start);
  return edit === null ? null : [edit];
}
