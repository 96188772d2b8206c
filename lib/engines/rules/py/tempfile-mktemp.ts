import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import {
  enclosingSymbol,
  endOf,
  findKinds,
  normalised,
  parts,
  replaceNode,
  startOf,
} from "../syntax.ts";
import { hasSplat, keywordArgument, positionalArguments } from "./arguments.ts";
import { builtinCalls, callsNamed, type NamedCall, namedCallAt } from "./calls.ts";
import { plainString } from "./style.ts";

export const tempfileMktemp: Rule = {
  id: "py/tempfile-mktemp",
  title: "Name of a temporary file that somebody else can take first",
  fixTitle: "Create the temporary file at once",
  cwe: "CWE-377",
  severity: "medium",
  fixClass: "B",
  languages: ["python"],
  why:
    "`tempfile.mktemp` finds a free name and creates nothing. Before the program opens it, another user " +
    "of the machine can put a link of that name there and have the program write where he likes. The fix " +
    "creates and opens the file in one step, under a name nobody knew.",
  notSeen:
    "Names made by hand below `/tmp`, names in a folder of the program's own, and files of tests. A fix is made where the name goes straight to " +
    "`open` for writing; elsewhere it depends on what is done with the name.",
  appliesTo: (path) => !isTestPath(path),
  hint: /\bmktemp\b/,
  detect,
  fix,
  examples: {
    bad: [
      {
        path: "reports/export.py",
        line: 5,
        code: `import tempfile


def export(rows):
    with open(tempfile.mktemp(suffix=".csv"), "w", encoding="utf-8") as out:
        for row in rows:
            print(*row, sep=",", file=out)
    return out.name
`,
        after: `import tempfile


def export(rows):
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".csv", delete=False) as out:
        for row in rows:
            print(*row, sep=",", file=out)
    return out.name
`,
      },
      {
        path: "reports/scratch.py",
        line: 2,
        code: `import tempfile
scratch = open(tempfile.mktemp('.bin', 'scan-'), 'wb')
`,
        after: `import tempfile
scratch = tempfile.NamedTemporaryFile('wb', suffix='.bin', prefix='scan-', delete=False)
`,
      },
    ],
    good: [
      {
        path: "reports/created.py",
        code: `import tempfile
from reports.names import mktemp

descriptor, name = tempfile.mkstemp(suffix=".csv")
other = mktemp(suffix=".csv")
own = tempfile.mktemp(suffix=".csv", dir=tempfile.mkdtemp())
`,
      },
    ],
    untouched: [
      {
        path: "reports/socket.py",
        note: "What stands at that name is no file.",
        line: 4,
        code: `import tempfile


address = tempfile.mktemp(suffix=".sock")
`,
      },
    ],
  },
};

function mktemps(root: SgNode): NamedCall[] {
  // A folder that is named may be the program's own, where nobody else writes.
  return callsNamed(root, /^tempfile\.mktemp$/).filter(
    ({ list }) => keywordArgument(list, "dir") === null && positionalArguments(list).length < 3,
  );
}

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  return mktemps(root).map(({ call, callee }) => ({
    start: startOf(call),
    end: endOf(call),
    code: normalised(call),
    symbol: enclosingSymbol(call),
    message:
      `\`${callee.text()}\` only names a file: before it is opened, another user of the machine can put ` +
      "a link of that name in its place.",
  }));
}

const own = ["suffix", "prefix"];

/** `open(tempfile.mktemp(…), "w")` → `tempfile.NamedTemporaryFile("w", …, delete=False)`. */
function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const root = file.root();
  const found = root === null ? undefined : namedCallAt(mktemps(root), detection.start);
  const name = found?.callee.field("attribute") ?? null;
  const module = found?.callee.field("object")?.text();
  if (root === null || found === undefined || name === null) return null;
  const open = builtinCalls(root, "open").find(
    (each) => startOf(parts(each.field("arguments") ?? each)[0] ?? each) === startOf(found.call),
  );
  const list = open?.field("arguments") ?? null;
  if (open === undefined || list === null || hasSplat(list) || hasSplat(found.list)) return null;
  if (findKinds(open, "comment").length > 0) return null;
  const rest = parts(list).slice(1);
  const mode = positionalArguments(list)[1] ?? keywordArgument(list, "mode")?.value ?? null;
  if (!/^[wx](?:b|t)?\+?(?:b|t)?$/.test(plainString(mode) ?? "")) return null;
  if (keywordArgument(list, "opener") !== null || positionalArguments(list).length > 2) return null;
  if (keywordArgument(list, "closefd") !== null) return null;
  const naming = parts(found.list).map((each, at) =>
    each.is("keyword_argument") ? each.text() : `${own[at]}=${each.text()}`,
  );
  const written = rest.map((each) => each.text());
  const all = [...written, ...naming, "delete=False"].join(", ");
  return [replaceNode(open, `${module}.NamedTemporaryFile(${all})`)];
}
