import type { SgNode } from "@ast-grep/napi";
import { parts, rememberByTree } from "../../syntax.ts";
import { importsModule } from "./qualified.ts";

/** The addresses under which a framework calls a function. */
interface Route {
  readonly framework: "flask" | "fastapi";
  readonly paths: readonly string[];
}

const remember = rememberByTree<{ readonly route: Route | null }>();
const decorator =
  /^@\s*[\w.]+\.(?:route|get|post|put|patch|delete|head|options|api_route|websocket)\s*\(/;

/** What the decorators of a function route to it; null where they route nothing. */
export function routePaths(root: SgNode, fn: SgNode): Route | null {
  return remember(root, `route ${fn.id()}`, () => ({ route: read(root, fn) })).route;
}

function read(root: SgNode, fn: SgNode): Route | null {
  const around = fn.parent();
  if (around?.is("decorated_definition") !== true) return null;
  const framework = importsModule(root, "flask", "quart")
    ? "flask"
    : importsModule(root, "fastapi")
      ? "fastapi"
      : null;
  if (framework === null) return null;
  const calls = parts(around).filter((each) => each.is("decorator") && decorator.test(each.text()));
  if (calls.length === 0) return null;
  const paths = calls.flatMap((each) => {
    const list = parts(each)[0]?.field("arguments") ?? null;
    const path = list === null ? undefined : parts(list)[0];
    return path === undefined || path.is("keyword_argument") ? [] : [path.text()];
  });
  return { framework, paths };
}
