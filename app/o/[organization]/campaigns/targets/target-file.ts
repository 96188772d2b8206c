import { z } from "zod";
import { field } from "#app/_server/forms.ts";
import type { TargetFormValues } from "#components/campaigns/target-form-values.ts";
import { AppError, type Json, type JsonObject } from "#lib/base/index.ts";

/** What the form has fields for; everything else is written as a file. */
export const formKinds = ["http", "openai-chat", "openai-responses", "anthropic", "mcp"] as const;
export type FormKind = (typeof formKinds)[number];

export const kindWords: Readonly<Record<FormKind, string>> = {
  http: "HTTP",
  "openai-chat": "OpenAI chat",
  "openai-responses": "OpenAI responses",
  anthropic: "Anthropic",
  mcp: "MCP",
};

const text = z.string().max(100_000).catch("");
const renders = ["html", "markdown", "terminal", "csv"];

/** The fields of a target file, or of a new one. */
export function valuesOf(spec: JsonObject | null): TargetFormValues {
  const said = (name: string, otherwise = "") => {
    const value = spec?.[name];
    return typeof value === "string" ? value : otherwise;
  };
  const list = (name: string) => {
    const value = spec?.[name];
    return Array.isArray(value) ? value.map(String) : [];
  };
  const body = spec === null ? { message: "{{message}}" } : spec.body;
  const headers = Object.entries((spec?.headers ?? {}) as Readonly<Record<string, string>>);
  const session = spec?.session as { readonly from?: string } | undefined;
  return {
    name: said("name"),
    url: said("url"),
    method: said("method", "POST"),
    body: typeof body === "string" ? body : body === undefined ? "" : JSON.stringify(body, null, 2),
    answer: said("answer", spec === null ? "$.reply" : ""),
    session: session?.from ?? "",
    model: said("model"),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: so a target file names a secret
    key: said("key", spec === null ? "${AGENT_KEY}" : ""),
    system: said("system"),
    tool: said("tool"),
    argument: said("argument", "message"),
    headers: headers.map(([name, value]) => `${name}: ${value}`).join("\n"),
    protect: list("protect").join("\n"),
    capabilities: list("capabilities"),
    renders: list("renders"),
    file: spec === null ? "" : JSON.stringify(spec, null, 2),
  };
}

/** The target file that a form says. What a file before it said and the form has no field for stays. */
export function fileOf(form: FormData, before: JsonObject | null): string {
  const kind = field(form, "kind", z.enum([...formKinds, "file"]));
  const of = (name: string) => field(form, name, text).trim();
  if (kind === "file") return of("file");
  const former = before?.kind === kind ? before : {};
  const file: Record<string, Json | undefined> = {
    ...former,
    kind,
    name: of("name"),
    url: of("url") || undefined,
    headers: headersOf(of("headers")),
    protect: linesOf(of("protect")),
    capabilities: chosen(form, "capabilities"),
    renders: chosen(form, "renders").filter((each) => renders.includes(each)),
    ...partsOf[kind](of, former),
  };
  return JSON.stringify(file);
}

type Part = (
  of: (name: string) => string,
  former: JsonObject,
) => Readonly<Record<string, Json | undefined>>;

const model: Part = (of) => ({
  model: of("model"),
  key: of("key") || undefined,
  system: of("system") || undefined,
});

const partsOf: Readonly<Record<FormKind, Part>> = {
  http: (of, former) => ({
    method: of("method"),
    body: bodyOf(of("body"), former),
    answer: of("answer") || undefined,
    session: of("session") === "" ? undefined : { from: of("session") },
  }),
  "openai-chat": model,
  "openai-responses": model,
  anthropic: model,
  mcp: (of) => ({
    tool: of("tool"),
    argument: of("argument") || undefined,
    answer: of("answer") || undefined,
  }),
};

/** A body is sent as JSON, unless a file said otherwise. */
function bodyOf(body: string, { body_format: format = "json" }: JsonObject): Json | undefined {
  if (body === "" || format !== "json") return body || undefined;
  try {
    return JSON.parse(body) as Json;
  } catch {
    throw new AppError("invalid_input", "The body of the request is not JSON.");
  }
}

function chosen(form: FormData, name: string): string[] {
  return form.getAll(name).map(String).slice(0, 30);
}

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function headersOf(text: string): Record<string, string> {
  return Object.fromEntries(
    linesOf(text).map((line) => {
      const at = line.indexOf(":");
      if (at < 1) {
        throw new AppError("invalid_input", "Write each header on its line, as Name: value.");
      }
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  );
}

/** Values of secrets that were typed; an empty field leaves what is stored. */
export function secretsOf(form: FormData): Record<string, string> {
  const entries = [...form.entries()].flatMap(([name, value]) =>
    name.startsWith("secret.") && typeof value === "string" && value !== ""
      ? [[name.slice("secret.".length), value] as const]
      : [],
  );
  return Object.fromEntries(entries);
}
