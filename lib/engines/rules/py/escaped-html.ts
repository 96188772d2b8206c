import type { SgNode } from "@ast-grep/napi";
import type { TextEdit } from "../rule.ts";
import type { SourceFile } from "../source-file.ts";
import { replaceNode } from "../syntax.ts";
import { importName } from "./imports.ts";
import { importsModule } from "./taint/qualified.ts";
import { type Found, reached } from "./taint/rule-parts.ts";
import { type BuiltText, builtText, type TextPart } from "./text-parts.ts";

/** The edits that escape what a stranger chose in a text of HTML, or null where that is not proven. */
export function escapedHtml(
  file: SourceFile,
  root: SgNode,
  { sink, flow }: Found,
): readonly TextEdit[] | null {
  const written = flow.steps.find((step) => builtText(step) !== null);
  const built = written === undefined ? null : builtText(written);
  const module = escapeOf(root);
  if (built === null || module === null) return null;
  const open = built.parts.flatMap((part, at) => {
    if (part.kind === "text" || part.number) return [];
    const chosen = reached(root, "html", [{ ...sink, value: part.node }]).length > 0;
    return chosen ? [{ part, at }] : [];
  });
  if (
    open.length === 0 ||
    open.some(({ part, at }) => part.format !== "" || !isPlainPlace(built, at))
  )
    return null;
  const imported = importName(file, root, module, "escape");
  if (imported === null) return null;
  const edits = open.map(({ part }) => {
    const text = part.node.text();
    const safe = `${imported.local}(${text})`;
    // An escaped text takes its neighbours of a sum for values, and escapes them too.
    return replaceNode(
      part.node,
      built.how === "plus" && module === "markupsafe" ? `str(${safe})` : safe,
    );
  });
  return open.some(({ part }) => part.node.is("await")) ? null : [...edits, ...imported.edits];
}

/** Where each framework has a function that takes any value. */
function escapeOf(root: SgNode): string | null {
  if (importsModule(root, "flask", "markupsafe")) return "markupsafe";
  return importsModule(root, "django") ? "django.utils.html" : null;
}

/** Between tags, or within quotes of an attribute that is neither an address, a style nor a script. */
function isPlainPlace(built: BuiltText, at: number): boolean {
  const before = built.parts.slice(0, at).map(textOf).join("");
  if (/<(?:script|style|iframe|textarea|title|svg|math)\b/i.test(before) || /<!--/.test(before))
    return false;
  const tag = before.slice(before.lastIndexOf(">") + 1);
  if (!tag.includes("<")) return true;
  const attribute = /\s([\w-]+)=(?:\\?")[^"<>]*$|\s([\w-]+)='[^'<>]*$/.exec(tag);
  const name = attribute?.[1] ?? attribute?.[2];
  return (
    name !== undefined &&
    /^(?:alt|title|value|placeholder|class|id|name|aria-\w+|data-\w+)$/i.test(name)
  );
}

function textOf(part: TextPart): string {
  return part.kind === "text" ? part.text : "x";
}
