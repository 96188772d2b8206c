import type { SgNode } from "@ast-grep/napi";
import type { FileChange, Workspace } from "#lib/base/index.ts";
import { addPackage, mayAddPackage } from "../dependencies/add-package.ts";
import { npmFilesAbove } from "../dependencies/npm-home.ts";
import { applyEdits } from "../edits.ts";
import type { FixPorts } from "../fix-ports.ts";
import type { Detection, Rule, TextEdit } from "../rule.ts";
import { isTestPath } from "../skip.ts";
import type { SourceFile } from "../source-file.ts";
import { callsOf, endOf, findKinds, parts, startOf } from "../syntax.ts";
import { foundAt } from "./found.ts";
import { importDefault } from "./imports.ts";
import { missingHelmetExamples } from "./missing-helmet.examples.ts";
import { moduleCalls } from "./module-calls.ts";
import { declarationsOf, usesOf } from "./scope.ts";
import { codeStyle } from "./style.ts";

export const missingHelmet: Rule = {
  id: "js/missing-helmet",
  title: "Web pages without protective headers",
  fixTitle: "Send protective headers with helmet",
  cwe: "CWE-693",
  severity: "low",
  fixClass: "B",
  languages: ["javascript", "typescript", "tsx"],
  why:
    "Express sends pages without the headers that keep a browser from framing them elsewhere, from " +
    "guessing types, and from running scripts of others. The fix uses `helmet`, which sends them. Where " +
    "the project does not have it among its packages, manifest and lockfile get its newest version that " +
    "runs on the project's Node.js.",
  notSeen:
    "Headers that a proxy in front adds, applications that are put together from several files, and " +
    "files of tests. Its `Content-Security-Policy` stops inline scripts: look at the pages before it is " +
    "merged. Where `helmet` would have to be added, that is done in a lockfile of npm alone: with Yarn, " +
    "pnpm or Bun, without a lockfile, and where `helmet` stands among other dependencies than those of " +
    "the running program, the fault is reported without a fix.",
  appliesTo: (path) =>
    !isTestPath(path) && !/(?:^|\/)(?:examples?|demos?|bench|explorer|playground)\//i.test(path),
  hint: /\bexpress\b/,
  detect,
  fixFiles: { beside: npmFilesAbove, changes },
  asks: "registry",
  mayFix: async (file, _detection, workspace) =>
    (await editsOf(file, workspace)) !== null &&
    (await mayAddPackage(workspace, file.path, "helmet")),
  examples: missingHelmetExamples,
};

const ownHeaders =
  /helmet|lusca|X-Frame-Options|Content-Security-Policy|X-Content-Type-Options|security.?headers|secure.?headers/i;
const sendsPages =
  /\.(?:render|sendFile)\s*\(|\bexpress\.static\s*\(|\bserveStatic\s*\(|\.send\s*\(\s*["'`]\s*</;

/** `const app = express()` at the top of the file that also sends pages and listens. */
function bareApp(file: SourceFile): { readonly statement: SgNode; readonly name: string } | null {
  const root = file.root();
  if (root === null || ownHeaders.test(file.text) || !sendsPages.test(file.text)) return null;
  const made = moduleCalls(root, "express").filter(
    (each) => each.name === "" && each.args.length === 0,
  );
  const [only] = made;
  const declarator = only?.call.parent();
  const name = declarator?.is("variable_declarator") ? declarator.field("name") : null;
  const statement = declarator?.parent() ?? null;
  if (made.length !== 1 || !name?.is("identifier") || statement === null) return null;
  const top = statement.parent();
  if (!top?.is("program") && !top?.is("export_statement")) return null;
  const declared = declarationsOf(root, name.text());
  const [declaration] = declared;
  if (declared.length !== 1 || declaration === undefined || parts(statement).length !== 1)
    return null;
  const listens =
    callsOf(root, "call_expression", `^${name.text()}\\.listen$|createServer$`).length > 0;
  // Handed to a function of the project, which may see to the headers.
  const handed = usesOf(root, declaration).some((use) => {
    const call = use.parent()?.is("arguments") ? use.parent()?.parent() : null;
    return (
      call !== null &&
      call !== undefined &&
      !/createServer$/.test(call.field("function")?.text() ?? "")
    );
  });
  const whole = top.is("export_statement") ? top : statement;
  return listens && !handed ? { statement: whole, name: name.text() } : null;
}

function detect(file: SourceFile): readonly Detection[] {
  const found = bareApp(file);
  if (found === null) return [];
  const message =
    `\`${found.name}\` sends pages without protective headers: another site can frame them and lead its ` +
    "visitors to click in them.";
  return [foundAt(found.statement, message, "application without headers")];
}

async function changes(
  file: SourceFile,
  _detection: Detection,
  workspace: Workspace,
  ports: FixPorts,
): Promise<readonly FileChange[] | null> {
  const edits = await editsOf(file, workspace);
  const after = edits === null ? null : applyEdits(file.text, edits);
  if (after === null) return null;
  const added = await addPackage(workspace, file.path, "helmet", ports);
  return added && [{ path: file.path, before: file.text, after }, ...added];
}

async function editsOf(
  file: SourceFile,
  workspace: Workspace,
): Promise<readonly TextEdit[] | null> {
  const root = file.root();
  const found = bareApp(file);
  if (root === null || found === null) return null;
  if (findKinds(root, "identifier").some((each) => each.text() === "helmet")) return null;
  const load = await importDefault(file, root, "helmet", "helmet", workspace);
  const { semicolon } = codeStyle(root);
  const at = endOf(found.statement);
  if (load === null || startOf(found.statement) < load.start) return null;
  return [load, { start: at, end: at, text: `${file.eol}${found.name}.use(helmet())${semicolon}` }];
}
