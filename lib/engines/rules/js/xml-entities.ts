import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { foundAt } from "./found.ts";
import { turnedFlag, type UnsafeFlag, unsafeFlags } from "./literal-flags.ts";

export const xmlEntities: Rule = {
  id: "js/xml-entities",
  title: "XML parser that follows a document's entities",
  fixTitle: "Leave the document's entities alone",
  cwe: "CWE-611",
  severity: "high",
  fixClass: "B",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "With `noent` or `dtdload`, the parser replaces entities by what they stand for: a document can have " +
    "it read files of this machine and addresses of this network. The fix turns the option off, which " +
    "is how the parser starts.",
  notSeen: "Other parsers than `libxmljs`, options that come from elsewhere, and files of tests.",
  appliesTo: (path) => !isTestPath(path),
  hint: /libxml/,
  detect,
  fix,
  examples: {
    bad: [
      {
        path: "src/invoice.js",
        line: 4,
        code: `const libxmljs = require('libxmljs2')

exports.total = (xml) =>
  libxmljs.parseXml(xml, { noent: true }).get('//total').text()
`,
        after: `const libxmljs = require('libxmljs2')

exports.total = (xml) =>
  libxmljs.parseXml(xml, { noent: false }).get('//total').text()
`,
      },
    ],
    good: [
      {
        path: "src/read.js",
        code: `import libxmljs from "libxmljs";
export const read = (xml) => libxmljs.parseXml(xml, { noblanks: true, noent: false });
`,
      },
    ],
  },
};

const within = /parseXml|parseXmlString|parseXmlAsync|parseHtml|SaxParser|fromXml/;
const flags: Readonly<Record<string, UnsafeFlag>> = {
  noent: {
    value: "true",
    within,
    message:
      "`noent: true` replaces the document's entities: a document can have files of this machine read.",
  },
  dtdload: {
    value: "true",
    within,
    message:
      "`dtdload: true` fetches what the document names: a document can reach into this network.",
  },
};

function detect(file: SourceFile): readonly Detection[] {
  return unsafeFlags(file, flags).map(({ pair, flag }) => foundAt(pair, flag.message));
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const edit = turnedFlag(file, flags, detection.start);
  return edit === null ? null : [edit];
}
