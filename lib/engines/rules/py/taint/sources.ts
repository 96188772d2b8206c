import type { SgNode } from "@ast-grep/napi";
import { kindOf, parts, rememberByTree, startOf } from "../../syntax.ts";
import { functionAround } from "./functions.ts";
import { importsModule, qualified } from "./qualified.ts";
import { routePaths } from "./routes.ts";
import { meaningOf } from "./scopes.ts";

/** A value that whoever sends the request chooses. */
export interface Source {
  /** In words, such as "the query of the request". */
  readonly what: string;
  /** True for one segment of the address, which holds no `/`. */
  readonly segment?: boolean;
}

const flask: Readonly<Record<string, string>> = {
  args: "the query of the request",
  form: "the form of the request",
  values: "the query or form of the request",
  json: "the JSON body of the request",
  get_json: "the JSON body of the request",
  data: "the body of the request",
  get_data: "the body of the request",
  headers: "the headers of the request",
  cookies: "the cookies of the request",
  files: "an uploaded file",
  view_args: "the address of the request",
  query_string: "the query of the request",
  url: "the address of the request",
  full_path: "the address of the request",
  referrer: "the headers of the request",
};

const django: Readonly<Record<string, string>> = {
  GET: "the query of the request",
  POST: "the form of the request",
  body: "the body of the request",
  META: "the headers of the request",
  COOKIES: "the cookies of the request",
  FILES: "an uploaded file",
  headers: "the headers of the request",
};

const restFramework: Readonly<Record<string, string>> = {
  data: "the body of the request",
  query_params: "the query of the request",
};

const starlette: Readonly<Record<string, string>> = {
  query_params: "the query of the request",
  path_params: "the address of the request",
  headers: "the headers of the request",
  cookies: "the cookies of the request",
  json: "the JSON body of the request",
  body: "the body of the request",
  form: "the form of the request",
};

/** `node` is an attribute of a request, as the frameworks that the file imports name them. */
export function requestSource(root: SgNode, node: SgNode): Source | null {
  const object = node.field("object");
  const name = node.field("attribute")?.text();
  if (object === null || name === undefined) return null;
  const what = tableFor(root, object)?.[name];
  if (what === undefined || (name === "META" && isServerFact(node))) return null;
  return { what };
}

/** `request.META["REMOTE_ADDR"]` and its like are the server's own words. */
function isServerFact(meta: SgNode): boolean {
  const around = meta.parent();
  const outer = around?.is("attribute") ? around.parent() : around;
  const key = /^[^"']*["'](\w+)["']/.exec(
    outer?.text().slice(meta.text().length, meta.text().length + 60) ?? "",
  )?.[1];
  return key === undefined || !/^(?:HTTP_|QUERY_STRING|PATH_INFO)/.test(key);
}

function tableFor(root: SgNode, object: SgNode): Readonly<Record<string, string>> | null {
  if (object.is("attribute")) {
    if (/^(?:flask|quart)\.request$/.test(qualified(root, object) ?? "")) return flask;
    return /^self\.request$/.test(object.text()) ? ofParameter(root, "") : null;
  }
  if (!object.is("identifier")) return null;
  const name = qualified(root, object);
  if (name === "flask.request" || name === "quart.request") return flask;
  const definitions = meaningOf(root, object.text(), startOf(object))?.definitions ?? [];
  const parameter = definitions.find((each) => each.kind === "parameter");
  if (parameter === undefined) return null;
  const type = annotationOf(parameter.node)?.text() ?? "";
  const named = /^(?:request|req)$/.test(object.text()) && type === "";
  return named || /(?:^|\.)(?:\w*Request|WebSocket)$/.test(type) ? ofParameter(root, type) : null;
}

const rememberTables = rememberByTree<{
  readonly table: Readonly<Record<string, string>> | null;
}>();

function ofParameter(root: SgNode, type: string): Readonly<Record<string, string>> | null {
  const { table } = rememberTables(root, `parameter ${type}`, () => {
    if (importsModule(root, "rest_framework")) return { table: { ...django, ...restFramework } };
    if (importsModule(root, "django")) return { table: django };
    if (importsModule(root, "fastapi", "starlette")) return { table: starlette };
    return { table: null };
  });
  return table;
}

/** The type written for a parameter. */
export function annotationOf(name: SgNode): SgNode | null {
  const around = name.parent();
  if (around === null || !/^typed_/.test(kindOf(around))) return null;
  return around.field("type");
}

/** A parameter that the framework fills from the address, the query or the body. */
export function parameterSource(root: SgNode, name: SgNode): Source | "clean" | null {
  const fn = functionAround(name);
  if (fn === null) return null;
  const paths = routePaths(root, fn);
  if (paths === null) return null;
  const key = name.text();
  for (const path of paths.paths) {
    if (paths.framework === "flask") {
      const hole = new RegExp(`<(?:(\\w+)(?:\\([^<>]*\\))?:)?${key}>`).exec(path);
      if (hole === null) continue;
      const converter = hole[1] ?? "string";
      if (converter === "path") return { what: "the address of the request" };
      return converter === "string"
        ? { what: "the address of the request", segment: true }
        : "clean";
    }
    const hole = new RegExp(`\\{${key}(:path)?\\}`).exec(path);
    if (hole === null) continue;
    const type = annotationOf(name);
    if (type !== null && !/^(?:Annotated\[)?str\b/.test(type.text())) return "clean";
    return {
      what: "the address of the request",
      ...(hole[1] === undefined ? { segment: true } : {}),
    };
  }
  return paths.framework === "fastapi" ? fastapiParameter(root, name) : null;
}

const filled = /^(?:fastapi\.(?:\w+\.)?)?(?:Query|Path|Body|Header|Cookie|Form|File)$/;
const texts =
  /^(?:(?:Optional|List|list|set|Set|Annotated|Union)\[)*(?:str|bytes|dict|Any|UploadFile|fastapi\.UploadFile)\b/;

function fastapiParameter(root: SgNode, name: SgNode): Source | "clean" | null {
  const type = annotationOf(name)?.text() ?? "";
  if (type === "") return null;
  const value = name.parent()?.field("value") ?? null;
  const callee = value?.is("call") ? qualified(root, value.field("function") ?? value) : null;
  const marked = /\b(Query|Path|Body|Header|Cookie|Form|File)\(/.exec(type)?.[1];
  if (callee !== null && !filled.test(callee)) return null;
  if (!texts.test(type))
    return /^(?:Optional\[)?(?:int|float|bool|UUID|uuid\.UUID|Literal|date|datetime|Decimal)\b/.test(
      type,
    )
      ? "clean"
      : null;
  if (/Depends\(/.test(type)) return null;
  const place = (callee?.split(".").at(-1) ?? marked ?? "Query").toLowerCase();
  return {
    what:
      place === "query"
        ? "the query of the request"
        : `the ${place} of the request`.replace("the path", "the address"),
  };
}

/** The class of this file that a parameter of a route is filled with from the body. */
export function bodyModel(root: SgNode, name: SgNode): SgNode | null {
  const fn = functionAround(name);
  const type = annotationOf(name);
  if (fn === null || type === null || routePaths(root, fn)?.framework !== "fastapi") return null;
  const definitions = meaningOf(root, type.text(), startOf(type))?.definitions ?? [];
  const model =
    definitions.length === 1 && definitions[0]?.kind === "class" ? definitions[0].node : null;
  const bases = model?.field("superclasses")?.text() ?? "";
  return /\b(?:BaseModel|SQLModel)\b/.test(bases) ? model : null;
}

/** The type that a model writes for one of its fields. */
export function fieldType(model: SgNode, field: string): string | null {
  for (const statement of parts(model.field("body") ?? model)) {
    const [assignment] = parts(statement);
    if (assignment?.is("assignment") !== true || assignment.field("left")?.text() !== field)
      continue;
    return assignment.field("type")?.text() ?? null;
  }
  return null;
}

export function holdsText(type: string): boolean {
  return texts.test(type);
}
