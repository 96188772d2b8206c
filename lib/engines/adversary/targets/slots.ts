import { asText } from "./json-path.ts";

/** What a slot stands for; null where there is nothing yet, such as a session’s id before the first answer. */
export type SlotValues = Readonly<Record<string, unknown>>;

const slot = /\{\{(\w+)\}\}/g;

/** The names of all slots in the texts of a template. */
export function slotsIn(template: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value === "string") {
      for (const [, name = ""] of value.matchAll(slot)) found.add(name);
    } else if (Array.isArray(value)) value.forEach(look);
    else if (value !== null && typeof value === "object") Object.values(value).forEach(look);
  };
  look(template);
  return found;
}

/**
 * The template with its slots filled. It is filled as a value and only then written as JSON, so that no
 * text can break out. A text that is one slot becomes what the slot stands for, a list too; where that is
 * null, the member is left out.
 */
export function fill(template: unknown, values: SlotValues): unknown {
  if (typeof template === "string") {
    const whole = /^\{\{(\w+)\}\}$/.exec(template)?.[1];
    return whole === undefined ? fillText(template, values) : (values[whole] ?? null);
  }
  if (Array.isArray(template)) return template.map((each) => fill(each, values));
  if (template === null || typeof template !== "object") return template;
  const members = Object.entries(template)
    .map(([name, value]) => [name, fill(value, values), value] as const)
    .filter(([, filled, value]) => filled !== null || value === null);
  return Object.fromEntries(members.map(([name, filled]) => [name, filled]));
}

export function fillText(
  template: string,
  values: SlotValues,
  written: (text: string) => string = (text) => text,
): string {
  return template.replace(slot, (_, name: string) => written(asText(values[name])));
}
