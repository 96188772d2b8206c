import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { enclosingSymbol, endOf, rememberByTree, startOf } from "../syntax.ts";
import { appendArgument, hasSplat, keywordArgument, positionalArguments } from "./arguments.ts";
import { allCalls, calledName } from "./calls.ts";
import { bindingsOf, scopeOf, valueGiven } from "./scope.ts";
import { pyQuote } from "./style.ts";

export const tarExtract: Rule = {
  id: "py/tar-extract",
  title: "Archive unpacked wherever it says",
  fixTitle: "Unpack the archive as plain data",
  cwe: "CWE-22",
  severity: "medium",
  fixClass: "B",
  languages: ["python"],
  why:
    "Members of a tar archive name their own place: `../../etc/cron.d/job`, a link out of the folder, a " +
    'device. The fix unpacks with `filter="data"`, which refuses these. Python knows the argument since ' +
    "3.12 and the security releases of 3.8 to 3.11; it is the default from 3.14 on.",
  notSeen:
    "Archives opened in another function, `shutil.unpack_archive`, and files of tests. Chosen `members`, " +
    "a filter set for the archive, and files that pack archives of their own are left alone.",
  appliesTo: (path) => !isTestPath(path),
  hint: /\.extractall\s{0,3}\(/,
  detect,
  fix,
  examples: {
    bad: [
      {
        path: "plugins/install.py",
        line: 6,
        code: `import tarfile


def install(archive, folder):
    with tarfile.open(archive) as tar:
        tar.extractall(folder)
`,
        after: `import tarfile


def install(archive, folder):
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
`,
      },
      {
        path: "plugins/theme.py",
        line: 5,
        code: `import tarfile

def theme(upload):
    tar = tarfile.open(fileobj=upload, mode='r:gz')
    tar.extractall()
    tar.close()
`,
        after: `import tarfile

def theme(upload):
    tar = tarfile.open(fileobj=upload, mode='r:gz')
    tar.extractall(filter='data')
    tar.close()
`,
      },
    ],
    good: [
      {
        path: "plugins/filtered.py",
        code: `import tarfile
import zipfile


def install(archive, folder, wanted):
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="tar")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, members=wanted)
    with zipfile.ZipFile(archive) as zipped:
        zipped.extractall(folder)
`,
      },
      {
        path: "plugins/set.py",
        note: "The filter is set for the archive.",
        code: `import tarfile

with tarfile.open("theme.tar") as tar:
    tar.extraction_filter = getattr(tarfile, "data_filter", None)
    tar.extractall()
`,
      },
      {
        path: "plugins/own.py",
        note: "It unpacks what it packs.",
        code: `import subprocess
import tarfile


def pack(folder, archive):
    subprocess.check_call(["tar", "-czf", archive, "."], cwd=folder)


def unpack(archive, folder):
    with tarfile.open(archive) as tar:
        tar.extractall(path=folder)
`,
      },
      {
        path: "plugins/checked.py",
        note: "Every member is looked at first.",
        code: `import tarfile


def install(archive, folder):
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            if member.name.startswith(("/", "..")) or not member.isreg():
                raise ValueError(member.name)
        tar.extractall(folder)
`,
      },
    ],
  },
};

/** Whoever looks at the members, or has a way with and without a filter, has thought of it. */
const aware =
  /extraction_filter|\.(?:data|tar)_filter\b|\.getmembers\(|\.getnames\(|is_within|filter\s{0,3}=/;

/** A file that packs archives too unpacks its own, with the links that its folders hold. */
const packs =
  /\.make_archive\(|\btarfile\.open\([^()\n]{0,200}["'][wxa](?:[:|]\w{0,3})?["']|["']tar["'],\s{0,30}["']-?c/;

function extractions(root: SgNode): { call: SgNode; callee: SgNode; list: SgNode }[] {
  if (packs.test(root.text())) return [];
  return allCalls(root).flatMap((call) => {
    const callee = call.field("function");
    const list = call.field("arguments");
    const object = callee?.field("object") ?? null;
    if (callee === null || object === null || !list?.is("argument_list")) return [];
    if (callee.field("attribute")?.text() !== "extractall" || hasSplat(list)) return [];
    if (positionalArguments(list).length > 1 || keywordArgument(list, "members") !== null)
      return [];
    return isTar(root, object) && !isAware(root, call) ? [{ call, callee, list }] : [];
  });
}

const rememberAware = rememberByTree<boolean>();

function isAware(root: SgNode, call: SgNode): boolean {
  const scope = scopeOf(call);
  if (scope.is("lambda")) return false;
  return rememberAware(root, `${scope.id()}`, () => aware.test(scope.text()));
}

const opens = /^tarfile\.(?:open|TarFile|TarFile\.\w+)$/;

function isTar(root: SgNode, object: SgNode): boolean {
  if (object.is("call")) return opens.test(calledName(root, object) ?? "");
  if (!object.is("identifier")) return false;
  const values = bindingsOf(root, object).map((each) => valueGiven(each, object.text()));
  return values.length > 0 && values.every((each) => opens.test(calledName(root, each) ?? ""));
}

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  return extractions(root).map(({ call, callee, list }) => ({
    start: startOf(call),
    end: endOf(call),
    code: `${callee.text()} ${positionalArguments(list)[0]?.text() ?? ""}`.trim(),
    symbol: enclosingSymbol(call),
    message:
      `\`${callee.text()}\` unpacks without a filter: a member named \`../…\`, or a link, is written ` +
      "outside the folder.",
  }));
}

function fix(file: SourceFile, detection: Detection): readonly TextEdit[] | null {
  const root = file.root();
  if (root === null) return null;
  const found = extractions(root).find(({ call }) => startOf(call) === detection.start);
  if (found === undefined) return null;
  const quote = pyQuote(root);
  return appendArgument(file, found.list, `filter=${quote}data${quote}`);
}
