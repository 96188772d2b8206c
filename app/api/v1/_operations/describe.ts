import type { Operation } from "#app/_server/api/operation.ts";
import type { JsonObject } from "#lib/base/index.ts";
import { openApiDocument, statusesOf, statusWords } from "./document.ts";

export interface FieldWords {
  /** Empty where the whole is one thing of that type. */
  readonly name: string;
  readonly type: string;
  readonly words: string;
}

export interface OperationWords {
  readonly query: readonly FieldWords[];
  readonly body: readonly FieldWords[];
  readonly answer: readonly FieldWords[];
  readonly statuses: readonly { readonly status: number; readonly words: string }[];
}

/** An operation in words for its reference, read from the document like any other reader would. */
export function describeOperation(document: Described, operation: Operation): OperationWords {
  const described = document.paths[operation.path]?.[operation.method.toLowerCase()];
  const body = described?.requestBody?.content["application/json"]?.schema;
  const answered = described?.responses[operation.status]?.content;
  const answer = answered && Object.values(answered)[0]?.schema;
  const query = described?.parameters.filter((each) => each.in === "query") ?? [];
  return {
    query: query.map(({ name, schema }) => field(name, schema)),
    body: body ? fieldsOf(body) : [],
    answer: answer ? fieldsOf(answer) : [],
    statuses: statusesOf(operation).map((status) => ({ status, words: statusWords(status) })),
  };
}

interface Content {
  readonly content: Readonly<Record<string, { readonly schema: JsonObject }>>;
}

export interface Described {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly parameters: readonly { name: string; in: string; schema: JsonObject }[];
            readonly requestBody?: Content;
            readonly responses: Readonly<Record<number, Content>>;
          }
        >
      >
    >
  >;
  readonly components: { readonly schemas: Readonly<Record<string, JsonObject>> };
}

export function describedDocument(): Described {
  return openApiDocument() as unknown as Described;
}

/** The fields of an object, the shapes of a choice, or the one thing it is. */
export function fieldsOf(schema: JsonObject): readonly FieldWords[] {
  const choice = choiceOf(schema);
  if (choice) return choice.map((each) => ({ name: "", type: typeOf(each), words: "" }));
  const { properties } = schema;
  if (properties === undefined) {
    const type = typeOf(schema);
    return type === "nothing" ? [] : [{ name: "", type, words: "" }];
  }
  return Object.entries(properties as JsonObject).map(([name, each]) =>
    field(name, each as JsonObject),
  );
}

function field(name: string, schema: JsonObject): FieldWords {
  const words = typeof schema.description === "string" ? schema.description : "";
  return { name, type: typeOf(schema), words };
}

function choiceOf(schema: JsonObject): readonly JsonObject[] | undefined {
  return (schema.oneOf ?? schema.anyOf) as readonly JsonObject[] | undefined;
}

function typeOf(schema: JsonObject): string {
  const { $ref, const: only, enum: values, type, items, properties, not } = schema;
  if (not !== undefined) return "nothing";
  if (typeof $ref === "string") return $ref.split("/").at(-1) ?? "";
  if (only !== undefined) return JSON.stringify(only);
  if (Array.isArray(values)) return values.join(", ");
  const choice = choiceOf(schema);
  if (choice) return [...new Set(choice.map(typeOf))].join(" or ");
  if (items !== undefined) return `list of ${typeOf(items as JsonObject)}`;
  if (properties !== undefined) {
    const inner = Object.entries(properties as JsonObject);
    return `{ ${inner.map(([name, each]) => `${name}: ${typeOf(each as JsonObject)}`).join(", ")} }`;
  }
  if (Array.isArray(type)) return type.join(" or ");
  if (schema.format === "date-time") return "time";
  return typeof type === "string" ? type : "any JSON";
}
