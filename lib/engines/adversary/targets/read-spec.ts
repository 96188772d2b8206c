import { parseDocument } from "yaml";
import { z } from "zod";
import { AppError, utf8 } from "#lib/base/index.ts";
import { checkDeclared, slotsOf } from "./capabilities-of.ts";
import { slotsIn } from "./slots.ts";
import { specSchemas, type TargetSpec, targetSpecSchema } from "./spec.ts";

const maxFileBytes = 256 * 1024;
const maxProblems = 5;

/** What stands for something in the templates of a message, and in those of a planted document. */
export const slotNames = {
  message: ["message", "messages", "session", "documents", "system", "attempt"],
  addresses: ["tools_url", "mcp_url", "traces_url", "trace_id", "traceparent"],
  document: ["document_name", "document_text", "document_id"],
} as const;

/**
 * Reads a target file, YAML or JSON. Throws `invalid_input` that names each field that is unknown, missing
 * or of the wrong kind, and what to do about it.
 */
export function readTargetSpec(text: string): TargetSpec {
  const value = parse(text);
  const result = targetSpecSchema.safeParse(value);
  if (!result.success) throw refused(result.error.issues.map((issue) => wordsFor(issue, value)));
  const spec = withBodies(result.data);
  checkSlots(spec);
  checkKind(spec);
  checkDeclared(spec);
  return spec;
}

function parse(text: string): unknown {
  if (utf8(text).length > maxFileBytes) {
    throw refused([`It is larger than ${maxFileBytes / 1024} kB.`]);
  }
  let value: unknown;
  try {
    const document = parseDocument(text, { uniqueKeys: true, version: "1.2", logLevel: "silent" });
    const [error] = document.errors;
    if (error !== undefined) throw error;
    // A few lines of aliases unfold to gigabytes, so none is read.
    value = document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split("\n")[0] : "";
    throw refused([`It is neither YAML nor JSON that can be read: ${why}`], cause);
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw refused(["It must be a mapping that begins with kind and name."]);
  }
  return value;
}

function wordsFor(issue: z.core.$ZodIssue, value: unknown): string {
  const { kind } = value as { readonly kind?: unknown };
  const name = issue.path.map(String).join(".");
  const schema = Object.entries(specSchemas).find(([known]) => known === kind)?.[1];
  if (schema === undefined) {
    return `\`kind\` must be one of ${Object.keys(specSchemas).join(", ")}.`;
  }
  if (issue.code === "unrecognized_keys") {
    const allowed = allowedAt(z.toJSONSchema(schema, { io: "input" }), issue.path);
    const unknown = issue.keys.map((key) => `\`${[...issue.path, key].join(".")}\``).join(", ");
    const may = allowed.length === 0 ? "" : ` Allowed there: ${allowed.join(", ")}.`;
    return `${unknown} is unknown in a target of kind ${String(kind)}. Remove it, or correct its name.${may}`;
  }
  if (issue.message.endsWith("received undefined")) return `\`${name}\` is missing.`;
  return `\`${name}\`: ${issue.message.replace(/\.$/, "")}.`;
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

function allowedAt(schema: unknown, path: readonly PropertyKey[]): readonly string[] {
  let nodes = [schema as SchemaNode];
  const unfolded = (node: SchemaNode) => [node, ...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  for (const step of path) {
    nodes = nodes.flatMap(unfolded).flatMap((node) => node.properties?.[String(step)] ?? []);
  }
  return [
    ...new Set(nodes.flatMap(unfolded).flatMap((node) => Object.keys(node.properties ?? {}))),
  ];
}

/** A body that was written as a text of JSON becomes what it says, before any slot is filled. */
function withBodies(spec: TargetSpec): TargetSpec {
  if (spec.kind !== "http") return spec;
  const { plant, unplant } = spec;
  return {
    ...spec,
    body: asBody("body", spec),
    ...(plant && { plant: { ...plant, body: asBody("plant.body", plant) } }),
    ...(unplant && { unplant: { ...unplant, body: asBody("unplant.body", unplant) } }),
  };
}

function asBody(
  name: string,
  { body, body_format }: { readonly body?: unknown; readonly body_format: string },
): unknown {
  if (body === undefined) return body;
  if (body_format === "text" && typeof body !== "string") {
    throw refused([`\`${name}\` must be a text, because body_format is text.`]);
  }
  if (body_format === "form") {
    const isFlat = typeof body === "object" && Object.values(body ?? {}).every(isScalar);
    if (!isFlat) throw refused([`\`${name}\` must hold texts alone, because body_format is form.`]);
  }
  if (body_format !== "json" || typeof body !== "string") return body;
  try {
    return JSON.parse(body);
  } catch (cause) {
    const how =
      'Write slots within quotes, such as "{{messages}}"; they become lists of themselves';
    throw refused([`\`${name}\` is no JSON. ${how}.`], cause);
  }
}

function isScalar(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value);
}

function checkSlots(spec: TargetSpec): void {
  const { message, addresses, document } = slotNames;
  const known: readonly string[] = [...message, ...addresses];
  const look = (where: string, slots: ReadonlySet<string>, allowed: readonly string[]) => {
    const unknown = [...slots].find((slot) => !allowed.includes(slot));
    if (unknown === undefined) return;
    throw refused([`{{${unknown}}} is no slot of ${where}. Allowed there: ${allowed.join(", ")}.`]);
  };
  look("a target", slotsOf(spec), known);
  if ("model" in spec) look("a model", slotsIn([spec.headers, spec.second, spec.url]), []);
  if (spec.spans?.from === "address") {
    const { url, headers } = spec.spans;
    look("spans", slotsIn([url, headers]), ["session", "attempt", "trace_id"]);
  }
  if (spec.kind !== "http") return;
  look("plant", slotsIn(spec.plant), ["attempt", "document_name", "document_text"]);
  look("unplant", slotsIn(spec.unplant), ["attempt", ...document]);
}

function checkKind(spec: TargetSpec): void {
  const slots = slotsOf(spec);
  if (spec.kind === "http") {
    if (!slots.has("message") && !slots.has("messages")) {
      throw refused(["Nothing of it says the message: put {{message}} or {{messages}} into body."]);
    }
    if (spec.method === "GET" && spec.body !== undefined) {
      throw refused(["`body` cannot be sent with GET. Remove it, or use POST."]);
    }
    if (spec.unplant !== undefined && spec.plant === undefined) {
      throw refused(["`unplant` is there without `plant`. Add plant, or remove it."]);
    }
  }
  if (spec.kind === "mcp" && (spec.url === undefined) === (spec.command === undefined)) {
    throw refused(["`url` or `command`: one of them says where the server is, not both."]);
  }
  if (!("model" in spec) && spec.answer === undefined && !(spec.kind === "http" && spec.stream)) {
    const needing = (["calls", "usage", "finish", "error"] as const).find((each) => spec[each]);
    if (needing !== undefined) {
      throw refused([`\`${needing}\` needs an answer in JSON: say in answer where its text is.`]);
    }
  }
}

function refused(problems: readonly string[], cause?: unknown): AppError {
  const shown = problems.slice(0, maxProblems).join("\n");
  return new AppError("invalid_input", `The target file cannot be used.\n${shown}`, { cause });
}
