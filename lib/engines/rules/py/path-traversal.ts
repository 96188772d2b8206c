import type { SgNode } from "@ast-grep/napi";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { parts, replaceNode, startOf } from "../syntax.ts";
import { importName } from "./imports.ts";
import { pathTraversalExamples } from "./path-traversal.examples.ts";
import { importsModule, qualified } from "./taint/qualified.ts";
import {
  argument,
  detection,
  namedCalls,
  reached,
  requestRule,
  type Sink,
} from "./taint/rule-parts.ts";

export const pyPathTraversal: Rule = {
  ...requestRule,
  id: "py/path-traversal",
  title: "File chosen by a value of the request",
  fixTitle: "Serve only files of the folder",
  cwe: "CWE-22",
  severity: "high",
  fixClass: "B",
  why:
    "A path that holds `../`, or begins with `/`, leads out of the folder it was meant for, so that " +
    "other files of the server are read or overwritten. The fix has Flask serve the file by " +
    "`send_from_directory`, which answers 404 for every path outside of the folder.",
  notSeen:
    "Values that come from other files; links within the folder; archives that are unpacked. A segment " +
    "of the address holds no `/` and is not reported. Only `send_file` of a joined path has a fix.",
  detect,
  fix,
  examples: pathTraversalExamples,
};

const harm = "a path such as `../../etc/passwd` leads out of the folder it is meant for.";
const files =
  /^(?:open|io\.open|codecs\.open|aiofiles\.open|os\.(?:remove|unlink|rmdir|removedirs|rename|replace|mkdir|makedirs|listdir|scandir|open|truncate)|shutil\.(?:rmtree|copy|copy2|copyfile|copytree|move)|flask\.send_file|(?:fastapi|starlette)\.responses\.FileResponse)$/;
const names = [
  "open",
  "remove",
  "unlink",
  "rmdir",
  "removedirs",
  "rename",
  "replace",
  "mkdir",
  "makedirs",
  "listdir",
  "scandir",
  "truncate",
  "rmtree",
  "copy",
  "copy2",
  "copyfile",
  "copytree",
  "move",
  "send_file",
  "FileResponse",
];

/** What is saved under a path, and not as a row of a table. */
const upload = /file|upload|image|photo|picture|avatar|sent|(?:^|\.)(?:f|img)$/i;

function sinks(root: SgNode): Sink[] {
  const direct = namedCalls(root, ...names).flatMap(({ call, name, args }): Sink[] => {
    if (name === null || !files.test(name)) return [];
    const value = argument(args, 0, "path") ?? argument(args, 0, "path_or_file");
    return value === undefined || value.is("keyword_argument")
      ? []
      : [{ place: call, value, harm }];
  });
  const methods = namedCalls(root, "read_text", "read_bytes", "write_text", "write_bytes").flatMap(
    ({ call }): Sink[] => {
      const value = call.field("function")?.field("object");
      return value ? [{ place: call, value, harm }] : [];
    },
  );
  const saved = importsModule(root, "flask", "quart") ? namedCalls(root, "save") : [];
  return [
    ...direct,
    ...methods,
    ...saved.flatMap(({ call, object, args }): Sink[] => {
      const value = argument(args, 0, "dst");
      return value === undefined || !upload.test(object) ? [] : [{ place: call, value, harm }];
    }),
  ];
}

function detect(file: SourceFile): readonly Detection[] {
  const root = file.root();
  if (root === null) return [];
  // An upload is no path; the name it was sent under is one.
  const chosen = reached(root, "path", sinks(root)).filter(
    ({ flow }) =>
      !/^(?:an uploaded file|the file of the request)$/.test(flow.what) ||
      flow.steps.some(
        (step) => step.is("attribute") && step.field("attribute")?.text() === "filename",
      ),
  );
  return chosen.map(detection);
}

/** `send_file(os.path.join(FOLDER, name))` → `send_from_directory(FOLDER, name)`. */
function fix(file: SourceFile, detected: Detection): readonly TextEdit[] | null {
  const root = file.root();
  if (root === null) return null;
  const found = sinks(root).find((each) => startOf(each.place) === detected.start);
  const callee = found?.place.field("function") ?? null;
  if (found === undefined || callee === null || qualified(root, callee) !== "flask.send_file")
    return null;
  const joined = found.value;
  const list = joined.is("call") ? joined.field("arguments") : null;
  const join = joined.field("function");
  if (list === null || join === null || qualified(root, join) !== "os.path.join") return null;
  const [folder, name, more] = parts(list);
  if (
    folder === undefined ||
    name === undefined ||
    more !== undefined ||
    joined.parent()?.is("keyword_argument")
  ) {
    return null;
  }
  const chosen = reached(root, "path", [{ ...found, value: folder }]);
  if (
    chosen.length > 0 ||
    !/^[\w.]+(?:\[["']\w+["']\])?$/.test(folder.text()) ||
    /splat/.test(String(name.kind()))
  ) {
    return null;
  }
  const given = replaceNode(joined, `${folder.text()}, ${name.text()}`);
  if (callee.is("attribute")) {
    const attribute = callee.field("attribute");
    return attribute === null ? null : [replaceNode(attribute, "send_from_directory"), given];
  }
  const imported = importName(file, root, "flask", "send_from_directory", "send_file");
  return imported === null ? null : [replaceNode(callee, imported.local), given, ...imported.edits];
}
