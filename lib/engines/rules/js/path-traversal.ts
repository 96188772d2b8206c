import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { endOf, replaceNode, startOf } from "../syntax.ts";
import { pathTraversalExamples } from "./path-traversal.examples.ts";
import { isFunction, resolve } from "./scope.ts";
import { argumentsOf, bare, calledName, propertyOf } from "./taint/expression.ts";
import { calleeOrigin } from "./taint/modules.ts";
import { calleeText, callsNamed, detection, reachedByRequest, type Sink } from "./taint/report.ts";
import { isTrusted } from "./trusted.ts";

export const pathTraversal: Rule = {
  id: "js/path-traversal",
  title: "Request chooses a path on the disk",
  fixTitle: "Keep the file inside its folder",
  cwe: "CWE-22",
  severity: "high",
  fixClass: "B",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "A name from the request that holds `../` leads out of the folder it is joined to: to the program's " +
    "own settings, or to other people's files. The fix lets `res.sendFile` hold the name inside its " +
    "`root`. Elsewhere, resolve the path and make sure that it starts with the folder.",
  notSeen:
    "Names that come through another file or from a database, and file functions of libraries other " +
    "than `fs` and `fs-extra`. A check by a function of another file is believed to be a good one. Only " +
    "`res.sendFile` of a joined path is fixed.",
  appliesTo: (path) => !isTestPath(path),
  hint: /\bfs\b|fs-extra|sendFile|\.download\s*\(/,
  detect: (file) =>
    reachedByRequest(file, pathSinks, "path").map((sink) =>
      detection(
        sink,
        `\`${sink.name}\` opens a path that \`${sink.source}\` is part of: a name with \`../\` in it ` +
          "leads to files outside the folder.",
      ),
    ),
  fix,
  examples: pathTraversalExamples,
};

const fileNames = [
  "readFile",
  "createReadStream",
  "writeFile",
  "createWriteStream",
  "appendFile",
  "unlink",
  "rm",
  "rmdir",
  "readdir",
  "copyFile",
  "rename",
  "open",
  "readJson",
  "writeJson",
  "remove",
  "outputFile",
  "move",
  "copy",
  "emptyDir",
  "cp",
  "truncate",
  "symlink",
];
const twoPaths = /^(?:copyFile|rename|move|copy|cp|symlink)/;

export function pathSinks(root: SgNode): Sink[] {
  const names = fileNames.flatMap((name) => [name, `${name}Sync`]);
  const files = callsNamed(root, names).flatMap((call): Sink[] => {
    const origin = calleeOrigin(call);
    if (origin === null || !/^(?:fs|fs\/promises|fs-extra|graceful-fs)$/.test(origin.module))
      return [];
    const paths = argumentsOf(call).slice(0, twoPaths.test(calledName(call)) ? 2 : 1);
    return paths.map((value) => ({ at: call, value, name: calleeText(call) }));
  });
  const sent = callsNamed(root, ["sendFile", "download", "sendfile"]).flatMap((call): Sink[] => {
    const [value, ...rest] = argumentsOf(call);
    const receiver = /^(\w+)\b/.exec(call.text())?.[1] ?? "";
    if (value === undefined || !/^_?res(?:ponse)?$/.test(receiver)) return [];
    // `root` holds the name inside; a list of options from elsewhere may have one.
    const rooted = rest.some((each) =>
      each.is("object")
        ? propertyOf(each, "root") !== null
        : each.is("identifier") && /opt/i.test(each.text()),
    );
    return rooted ? [] : [{ at: call, value, name: calleeText(call) }];
  });
  return [...files, ...sent];
}

/** `res.sendFile(path.join(DIR, name))` becomes `res.sendFile(name, { root: DIR })`. */
function fix(file: SourceFile, found: Detection): readonly TextEdit[] | null {
  const root = file.root();
  const sink =
    root === null ? undefined : pathSinks(root).find(({ at }) => startOf(at) === found.start);
  if (sink === undefined || calledName(sink.at) !== "sendFile") return null;
  const [given, options, ...more] = argumentsOf(sink.at);
  if (given === undefined || more.length > 0) return null;
  if (options !== undefined && !isFunction(options) && !options.is("object")) return null;
  const joined = rootAndName(bare(given));
  if (joined === null) return null;
  const { folder, name } = joined;
  if (options?.is("object")) {
    const at = startOf(options) + 1;
    const gap = options.text() === "{}" ? " " : ",";
    return [replaceNode(given, name), { start: at, end: at, text: ` root: ${folder}${gap}` }];
  }
  return [{ start: startOf(given), end: endOf(given), text: `${name}, { root: ${folder} }` }];
}

/** The folder, absolute and the program's own, and the name below it. */
function rootAndName(call: SgNode): { readonly folder: string; readonly name: string } | null {
  const callee = call.is("call_expression") ? (call.field("function")?.text() ?? "") : "";
  const args = argumentsOf(call);
  const name = args.at(-1);
  const folders = args.slice(0, -1);
  const [first] = folders;
  if (!/^path\.join$/.test(callee) || name === undefined || first === undefined) return null;
  if (!folders.every((each) => isTrusted(each)) || !isAbsolute(first)) return null;
  if (!/^(?:identifier|member_expression)$/.test(String(name.kind()))) return null;
  const folder =
    folders.length === 1
      ? first.text()
      : `${callee}(${folders.map((each) => each.text()).join(", ")})`;
  return { folder, name: name.text() };
}

function declared(name: SgNode): SgNode | null {
  const by = resolve(name)?.by;
  return by?.is("variable_declarator") ? by.field("value") : null;
}

function isAbsolute(folder: SgNode, depth = 0): boolean {
  if (depth > 4) return false;
  const inner = bare(folder);
  if (/^(?:__dirname|process\.cwd\(\)|import\.meta\.dirname)$/.test(inner.text())) return true;
  if (inner.is("string")) return inner.text().startsWith("/", 1);
  if (inner.is("identifier")) {
    const value = declared(inner);
    return value !== null && isAbsolute(value, depth + 1);
  }
  if (!inner.is("call_expression")) return false;
  const callee = inner.field("function")?.text() ?? "";
  const [first] = argumentsOf(inner);
  if (callee === "path.resolve") return true;
  return (
    /^path\.(?:join|dirname)$/.test(callee) && first !== undefined && isAbsolute(first, depth + 1)
  );
}
