import type { SgNode } from "@ast-grep/napi";
import { decodeUtf8, isAppError, type Workspace } from "#lib/base/index.ts";
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
    "guessing types, and from running scripts of others. The fix uses `helmet`, which sends them, where " +
    "the project has it among its packages.",
  notSeen:
    "Headers that a proxy in front adds, applications that are put together from several files, and " +
    "files of tests. Its `Content-Security-Policy` stops inline scripts: look at the pages before it is " +
    "merged. Where `helmet` is not among the packages, the fault is reported without a fix.",
  appliesTo: (path) =>
    !isTestPath(path) && !/(?:^|\/)(?:examples?|demos?|bench|explorer|playground)\//i.test(path),
  hint: /\bexpress\b/,
  detect,
  fix,
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

async function fix(
  file: SourceFile,
  _detection: Detection,
  workspace: Workspace,
): Promise<readonly TextEdit[] | null> {
  const root = file.root();
  const found = bareApp(file);
  if (root === null || found === null || !(await hasHelmet(file.path, workspace))) return null;
  if (findKinds(root, "identifier").some((each) => each.text() === "helmet")) return null;
  const load = await importDefault(file, root, "helmet", "helmet", workspace);
  const { semicolon } = codeStyle(root);
  const at = endOf(found.statement);
  if (load === null || startOf(found.statement) < load.start) return null;
  return [load, { start: at, end: at, text: `${file.eol}${found.name}.use(helmet())${semicolon}` }];
}

/** Whether the nearest package.json names it for the running program. */
async function hasHelmet(path: string, workspace: Workspace): Promise<boolean> {
  const folders = path.split("/").slice(0, -1);
  for (let depth = folders.length; depth >= 0; depth--) {
    try {
      const manifest = [...folders.slice(0, depth), "package.json"].join("/");
      const text = decodeUtf8(await workspace.read(manifest)) ?? "";
      const own = /"dependencies"\s*:\s*\{([^}]*)\}/.exec(text)?.[1] ?? "";
      return /"helmet"\s*:/.test(own);
    } catch (error) {
      if (!isAppError(error, "not_found")) throw error;
    }
  }
  return false;
}
