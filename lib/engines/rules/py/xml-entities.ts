import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { enclosingSymbol, endOf, replaceNode, startOf } from "../syntax.ts";
import { keywordArgument, positionalArguments } from "./arguments.ts";
import { allCalls, callsNamed, qualifiedName } from "./calls.ts";

export const pyXmlEntities: Rule = {
  id: "py/xml-entities",
  title: "XML parser that reads what the document points to",
  fixTitle: "Leave external entities of the document unread",
  cwe: "CWE-611",
  severity: "high",
  fixClass: "B",
  languages: ["python"],
  why:
    "With external entities switched on, a document can name a file of this machine or an address of the " +
    "inner network, and gets its text put into the result. The fix turns the switch the other way; " +
    "documents with entities of their own then keep them unread.",
  notSeen:
    "Parsers that do this without being asked (`lxml` before 5.0), `load_dtd`, parsers made in other " +
    "files, and files of tests.",
  appliesTo: (path) => !isTestPath(path),
  hint: /resolve_entities|no_network|feature_external_[gp]es/,
  detect,
  fix,
  examples: {
    bad: [
      {
        path: "invoices/read.py",
        line: 5,
        code: `from lxml import etree


def invoice(upload):
    parser = etree.XMLParser(resolve_entities=True, remove_blank_text=True)
    return etree.parse(upload, parser)
`,
        after: `from lxml import etree


def invoice(upload):
    parser = etree.XMLParser(resolve_entities=False, remove_blank_text=True)
    return etree.parse(upload, parser)
`,
      },
      {
        path: "invoices/network.py",
        line: 3,
        code: `import lxml.etree as ET

parser = ET.XMLParser(no_network=False)
`,
        after: `import lxml.etree as ET

parser = ET.XMLParser(no_network=True)
`,
      },
      {
        path: "invoices/stream.py",
        line: 7,
        code: `import xml.sax
from xml.sax.handler import feature_external_ges


def read(stream, handler):
    parser = xml.sax.make_parser()
    parser.setFeature(feature_external_ges, True)
    parser.setContentHandler(handler)
    parser.parse(stream)
`,
        after: `import xml.sax
from xml.sax.handler import feature_external_ges


def read(stream, handler):
    parser = xml.sax.make_parser()
    parser.setFeature(feature_external_ges, False)
    parser.setContentHandler(handler)
    parser.parse(stream)
`,
      },
    ],
    good: [
      {
        path: "invoices/closed.py",
        code: `from lxml import etree

closed = etree.XMLParser(resolve_entities=False, no_network=True)
plain = etree.XMLParser()
`,
      },
    ],
  },
};

interface OpenSwitch {
  readonly node: SgNode;
  readonly value: SgNode;
  readonly said: string;
}

const parsers = /^lxml\.etree\.(?:XMLParser|ETCompatXMLParser|XMLPullParser|iterparse)$/;
const features = /^xml\.sax\.handler\.feature_external_[gp]es$/;

function openSwitches(root: SgNode): OpenSwitch[] {
  const inParsers = callsNamed(root, parsers).flatMap(({ callee, list }): OpenSwitch[] => {
    const resolved = keywordArgument(list, "resolve_entities");
    const offline = keywordArgument(list, "no_network");
    const open = [
      ...(resolved?.value.is("true") ? [resolved] : []),
      ...(offline?.value.is("false") ? [offline] : []),
    ];
    return open.map(({ argument, value }) => {
      return { node: argument, value, said: `${callee.text()}(${argument.text()})` };
    });
  });
  const inFeatures = allCalls(root).flatMap((node): OpenSwitch[] => {
    const list = node.field("arguments");
    const callee = node.field("function");
    if (callee?.field("attribute")?.text() !== "setFeature" || !list?.is("argument_list"))
      return [];
    const [feature, value] = positionalArguments(list);
    if (feature === undefined || !features.test(qualifiedName(root, feature) ?? "")) return [];
    return /^(?:True|1)$/.test(value?.text() ?? "") && value !== undefined
      ? [{ node, value, said: node.text() }]
      : [];
  });
  return [...inParsers, ...inFeatures];
}

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  return openSwitches(root).map(({ node, said }) => ({
    start: startOf(node),
    end: endOf(node),
    code: said,
    symbol: enclosingSymbol(node),
    message:
      `\`${said}\` lets a document name files and addresses that are read into it: whoever writes the ` +
      "document sees what this machine can read.",
  }));
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const root = file.root();
  if (root === null) return null;
  const found = openSwitches(root).find(({ node }) => startOf(node) === detection.start);
  if (found === undefined) return null;
  const other: Readonly<Record<string, string>> = { True: "False", False: "True", "1": "0" };
  const text = other[found.value.text()];
  return text === undefined ? null : [replaceNode(found.value, text)];
}
