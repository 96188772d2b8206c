import { existsSync, readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import addFormats from "ajv-formats";
import type { GitlabServer } from "#samples/forge/gitlab/face.ts";

interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

interface Description {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly responses: Readonly<Record<string, unknown>> }>>
    >
  >;
  readonly definitions: Readonly<Record<string, Schema>>;
}

const file = new URL("../../../shared/vectors/openapi/gitlab-subset.json", import.meta.url);

/** False where GitLab's description is not beside the work tree: then nothing is compared. */
export const hasDescription = existsSync(file);

/**
 * GitLab's description is made by a program that takes lists for single things and most scalars for
 * strings, and says of nothing that it may be null. What it does say is held to: which fields there
 * are, and which of them are numbers, truth values, times and lists.
 */
function relaxed(schema: Schema): object {
  if (schema.$ref !== undefined) {
    const one = { $ref: schema.$ref };
    return { anyOf: [one, { type: "array", items: one }, { type: "null" }] };
  }
  if (schema.properties !== undefined) return { anyOf: [entity(schema), { type: "null" }] };
  if (schema.type === "array") {
    return { type: ["array", "null"], ...(schema.items && { items: relaxed(schema.items) }) };
  }
  if (schema.type === "string" && schema.format === undefined) return {};
  if (schema.type === undefined || schema.type === "object") return {};
  if (schema.format !== "date-time") return { type: [schema.type, "null"] };
  // Days, such as that on which a token ends, are times to the description.
  return { anyOf: ["date-time", "date"].map((format) => ({ type: ["string", "null"], format })) };
}

function entity({ properties = {} }: Schema): object {
  const all = Object.entries(properties).map(([name, schema]) => [name, relaxed(schema)]);
  return { type: "object", properties: Object.fromEntries(all), additionalProperties: false };
}

/** What GitLab sends and its description forgets. */
const undescribed: Readonly<Record<string, readonly string[]>> = {
  APIEntitiesNote: ["attachment"],
};

/** The description has the short form, which is for `simple=true` alone. */
const otherwise: Readonly<Record<string, string>> = {
  "get /api/v4/projects": "APIEntitiesProjectsWithAccessAndCatalogSetting",
};

interface Operation {
  readonly method: string;
  readonly path: RegExp;
  readonly template: string;
  readonly validate: ValidateFunction;
}

const operations = hasDescription ? compile() : [];

function compile(): readonly Operation[] {
  const description = JSON.parse(readFileSync(file, "utf8")) as Description;
  const ajv = addFormats.default(new Ajv({ strict: false, allErrors: true }));
  const definitions = Object.fromEntries(
    Object.entries(description.definitions).map(([name, schema]) => {
      const more = (undescribed[name] ?? []).map((field) => [field, {}]);
      const properties = { ...schema.properties, ...Object.fromEntries(more) };
      return [name, entity({ properties })];
    }),
  );
  ajv.addSchema({ $id: "gitlab", definitions });
  const found: Operation[] = [];
  for (const [template, methods] of Object.entries(description.paths)) {
    for (const [method, { responses }] of Object.entries(methods)) {
      const schema = Object.values(responses)
        .map(schemaOf)
        .find((known) => known !== null);
      const described = /#\/definitions\/(\w+)/.exec(JSON.stringify(schema ?? ""))?.[1];
      const name = otherwise[`${method} ${template}`] ?? described;
      if (name === undefined) continue;
      const one = { $ref: `gitlab#/definitions/${name}` };
      const path = new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
      const validate = ajv.compile({ anyOf: [one, { type: "array", items: one }] });
      found.push({ method: method.toUpperCase(), path, template, validate });
    }
  }
  return found;
}

function schemaOf(response: unknown): Schema | null {
  const { schema, content } = (response ?? {}) as {
    schema?: Schema;
    content?: Record<string, { schema: Schema }>;
  };
  return schema ?? Object.values(content ?? {})[0]?.schema ?? null;
}

const compared = new Set<string>();

/** Operations of which at least one answer was compared with GitLab's description. */
export function comparedOperations(): readonly string[] {
  return [...compared].sort();
}

/** What a server answered otherwise than GitLab's description says, each in a line. */
export function recordedFaults(server: GitlabServer): readonly string[] {
  const faults = new Set<string>();
  for (const { method, target, status, answer } of server.requests) {
    if (status < 200 || status >= 300 || answer === undefined || method === "HEAD") continue;
    const [path = ""] = target.split("?");
    const operation = operations.find((known) => known.method === method && known.path.test(path));
    const body = readJson(answer);
    if (operation === undefined || body === undefined) continue;
    compared.add(`${operation.method} ${operation.template}`);
    if (operation.validate(body)) continue;
    for (const { instancePath, message, params } of operation.validate.errors ?? []) {
      if (message?.includes("anyOf")) continue;
      faults.add(
        `${operation.method} ${operation.template} ${instancePath} ${message} ${JSON.stringify(params)}`,
      );
    }
  }
  return [...faults];
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
