import { z } from "zod";
import { type Operation, openOperation } from "#app/_server/api/operation.ts";
import type { JsonObject } from "#lib/base/index.ts";
import { operations as others } from "./list.ts";
import { problem } from "./models.ts";

const words: Readonly<Record<number, string>> = {
  200: "Done.",
  202: "Asked for.",
  400: "What was sent is not what this takes.",
  401: "There is no API token, or it does not work any more.",
  403: "This token may not do this.",
  404: "There is nothing here, or nothing of yours.",
  409: "Something stands against it, in words; or this Idempotency-Key is in use.",
  413: "The body is too large.",
  415: "The body is not of a media type that this takes.",
  429: "Too many requests: wait as long as Retry-After says.",
};

export const getOpenApiOperation = openOperation({
  id: "getOpenApi",
  method: "GET",
  path: "/openapi.json",
  area: "This document",
  summary: "This API as an OpenAPI 3.1 document.",
  status: 200,
  answer: z.looseObject({ openapi: z.string() }),
  respond: async () => Response.json(openApiDocument()),
});

/** All that the API can do, in the order of its reference. */
export const operations: readonly Operation[] = [...others, getOpenApiOperation];

/** Every status this operation may answer with; any other one is a fault of Etna's. */
export function statusesOf(operation: Operation): readonly number[] {
  const { access, method, path, refusals = [] } = operation;
  if (access === "open") return [operation.status, ...refusals, 429];
  if (typeof access === "object") return [401, 403, 429];
  const byPath = path.includes("{id}") ? [404] : [];
  const byMethod = method === "POST" ? [409, 413, 415] : [];
  const all = [operation.status, 400, 401, 403, ...byPath, ...byMethod, ...refusals, 429];
  return [...new Set(all)].sort((a, b) => a - b);
}

export function statusWords(status: number): string {
  return words[status] ?? "";
}

/** The OpenAPI 3.1 document, made of the schemas that the routes themselves parse with. */
export function openApiDocument(): JsonObject {
  const schemas: Record<string, JsonObject> = {};
  const schemaOf = (schema: z.ZodType, io: "input" | "output") => {
    // As a member of something else, so that a schema with a name of its own is referred to by it.
    const { properties, $defs } = toJsonSchema(z.object({ schema }), io);
    Object.assign(schemas, $defs);
    return (properties as JsonObject).schema as JsonObject;
  };
  const refused = { "application/problem+json": { schema: schemaOf(problem, "output") } };
  const paths: Record<string, Record<string, JsonObject>> = {};
  for (const operation of operations) {
    paths[operation.path] ??= {};
    Object.assign(paths[operation.path] ?? {}, {
      [operation.method.toLowerCase()]: describe(operation, schemaOf, refused),
    });
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Agent Etna",
      version: "1",
      description:
        "Send an API token of your organization as Authorization: Bearer etna_…; make one under Settings, API tokens. A refusal is problem+json with a request id. A method that a path does not have is answered 405.",
    },
    servers: [{ url: "/api/v1" }],
    paths,
    components: {
      schemas,
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
    },
  };
}

type SchemaOf = (schema: z.ZodType, io: "input" | "output") => JsonObject;

function describe(operation: Operation, schemaOf: SchemaOf, refused: JsonObject): JsonObject {
  const { access, answer, body } = operation;
  const answerType = operation.answerType ?? "application/json";
  const content = (status: number): JsonObject =>
    status === operation.status
      ? { [answerType]: { schema: schemaOf(answer, "output") } }
      : refused;
  return {
    operationId: operation.id,
    tags: [operation.area],
    summary: operation.summary,
    ...(operation.detail && { description: operation.detail }),
    ...(access !== "open" && { security: [{ token: [] }] }),
    ...(typeof access === "string" && access !== "open" && { "x-token-scope": access }),
    parameters: parametersOf(operation, schemaOf),
    ...(body && {
      requestBody: {
        required: true,
        content: Object.fromEntries(
          (operation.file?.mediaTypes ?? ["application/json"]).map((type) => [
            type,
            { schema: type.endsWith("json") ? schemaOf(body, "input") : {} },
          ]),
        ),
      },
    }),
    responses: Object.fromEntries(
      statusesOf(operation).map((status) => [
        String(status),
        { description: statusWords(status), content: content(status) },
      ]),
    ),
  };
}

function parametersOf(operation: Operation, schemaOf: SchemaOf): JsonObject[] {
  const text = { type: "string" };
  const path = operation.path.includes("{id}")
    ? [{ name: "id", in: "path", required: true, schema: text }]
    : [];
  const properties = operation.query ? schemaOf(operation.query, "input").properties : {};
  const query = Object.entries(properties as JsonObject).map(([name, schema]) => ({
    name,
    in: "query",
    required: false,
    schema,
  }));
  const keyed = operation.method === "POST" && typeof operation.access === "string";
  const key = {
    name: "Idempotency-Key",
    in: "header",
    required: false,
    schema: { type: "string", pattern: "^[!-~]{1,255}$" },
    description: "Sent again within 24 hours, the same request has no second effect.",
  };
  return [...path, ...query, ...(keyed && operation.access !== "open" ? [key] : [])];
}

function toJsonSchema(schema: z.ZodType, io: "input" | "output"): JsonObject {
  const json = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    // JSON has no dates: they leave as ISO 8601.
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type === "date") {
        Object.assign(jsonSchema, { type: "string", format: "date-time" });
      }
    },
  });
  const moved = JSON.stringify(json).replaceAll('"#/$defs/', '"#/components/schemas/');
  return JSON.parse(moved) as JsonObject;
}
