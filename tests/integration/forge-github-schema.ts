import { existsSync, readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import type { GithubAnswer } from "#samples/forge/github/face.ts";

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: object;
}

interface Operation {
  readonly responses: Readonly<Record<string, Answer>>;
}

interface Answer {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

const file = new URL("../../../shared/vectors/openapi/github-subset.json", import.meta.url);

/** False where GitHub's description is not beside the work tree: then nothing is compared. */
export const hasDescription = existsSync(file);

/** Holds an answer against GitHub's own description: what is wrong, or null; "" for what it omits. */
export function openDescription(): (answer: GithubAnswer) => string | null {
  const text = readFileSync(file, "utf8");
  const described = JSON.parse(text) as Description;
  // OpenAPI 3.0 says "nullable" where JSON Schema says "null".
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
  addFormats.default(ajv);
  ajv.addSchema(nulls(described) as object, "github");
  // "/commits/{ref}/status" before "/commits/{ref}", whose ref may hold slashes.
  const longestFirst = Object.keys(described.paths).sort((a, b) => b.length - a.length);
  const paths = longestFirst.map((path) => ({
    path,
    form: new RegExp(
      `^${path.replaceAll(/\{(ref|branch|basehead)\}/g, ".+").replaceAll(/\{\w+\}/g, "[^/]+")}$`,
    ),
  }));
  const known = new Map<string, ValidateFunction | null>();

  function validator(path: string, method: string, status: string): ValidateFunction | null {
    const key = `${method} ${path} ${status}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const answer = described.paths[path]?.[method]?.responses[status];
    const pointer =
      answer?.$ref?.slice(1) ?? `/paths/${escaped(path)}/${method}/responses/${status}`;
    const content = resolve(described, pointer) as Answer | undefined;
    const made =
      content?.content?.["application/json"] === undefined
        ? null
        : ajv.compile({ $ref: `github#${pointer}/content/application~1json/schema` });
    known.set(key, made);
    return made;
  }

  return ({ method, path, answer }) => {
    const place =
      paths.find((one) => one.path === path) ??
      paths.find(({ form }) => form.test(path.replace(/^\/repositories\/\d+/, "/repos/o/r")));
    const operation = place && described.paths[place.path]?.[method.toLowerCase()];
    if (place === undefined || operation === undefined) return "";
    const check = validator(place.path, method.toLowerCase(), String(answer.status));
    if (check === null) return "";
    if (check(JSON.parse(JSON.stringify(answer.body)))) return null;
    return `${method} ${path} ${answer.status}: ${ajv.errorsText(check.errors)}`;
  };
}

function escaped(path: string): string {
  return path
    .replaceAll("~", "~0")
    .replaceAll("/", "~1")
    .replaceAll("{", "%7B")
    .replaceAll("}", "%7D");
}

function resolve(root: object, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], root);
}

/** The same description with every "nullable" said as JSON Schema says it. */
function nulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(nulls);
  if (typeof value !== "object" || value === null) return value;
  const { nullable, ...rest } = value as Record<string, unknown>;
  const entries = Object.entries(rest).map(([name, inner]) => [name, nulls(inner)] as const);
  const schema = Object.fromEntries(entries);
  return nullable === true ? { anyOf: [schema, { type: "null" }] } : schema;
}
