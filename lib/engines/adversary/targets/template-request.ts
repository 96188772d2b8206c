import type { Outgoing } from "./exchange.ts";
import { TargetFault } from "./fault.ts";
import { asText } from "./json-path.ts";
import { fill, fillText, type SlotValues } from "./slots.ts";
import type { SpecOf } from "./spec.ts";

export type RequestTemplate = Pick<
  SpecOf<"http">,
  "url" | "method" | "headers" | "body" | "body_format"
>;

const contentTypes = {
  json: "application/json",
  form: "application/x-www-form-urlencoded",
  text: "text/plain; charset=utf-8",
} as const;

/** The request that a template is with these values; `headers` are its own with their references resolved. */
export function requestOf(
  { url, method, body, body_format }: RequestTemplate,
  headers: Readonly<Record<string, string>>,
  values: SlotValues,
): Outgoing {
  const filled = new Headers(headersOf(headers, values));
  const at = addressOf(url, values);
  if (body === undefined) return { url: at, method, headers: filled };
  if (!filled.has("content-type")) filled.set("content-type", contentTypes[body_format]);
  return { url: at, method, headers: filled, body: bodyOf(body, body_format, values) };
}

export function addressOf(url: string, values: SlotValues): string {
  return fillText(url, values, encodeURIComponent);
}

/** A value that comes from the target, such as a session’s id, must not become another header. */
export function headersOf(
  headers: Readonly<Record<string, string>>,
  values: SlotValues,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, template]) => {
      const value = fillText(template, values);
      if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return [name, value];
      throw new TargetFault(
        "malformed",
        `What stands for a slot cannot be sent in the header ${name}.`,
      );
    }),
  );
}

function bodyOf(body: unknown, format: RequestTemplate["body_format"], values: SlotValues): string {
  const filled = fill(body, values);
  if (format === "json") return JSON.stringify(filled);
  if (format === "text") return asText(filled);
  const fields = Object.entries(filled as Readonly<Record<string, unknown>>);
  return new URLSearchParams(fields.map(([name, value]) => [name, asText(value)])).toString();
}
