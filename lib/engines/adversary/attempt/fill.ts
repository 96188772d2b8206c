import { fillSlots } from "../seed/texts.ts";

type Values = Readonly<Record<string, string>>;

/** Plain data with its slots filled, in texts at any depth; names of fields stay. */
export function filled<Value>(value: Value, values: Values): Value {
  return mapTexts(value, (text) => fillSlots(text, values)) as Value;
}

/** A grader with its slots filled: what goes into a pattern stands for itself there. */
export function filledGrader<Value>(value: Value, values: Values): Value {
  const escaped = Object.fromEntries(
    Object.entries(values).map(([name, text]) => [
      name,
      text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, (sign) => `\\${sign}`),
    ]),
  );
  return mapTexts(value, (text, key) =>
    fillSlots(text, key === "matches" ? escaped : values),
  ) as Value;
}

function mapTexts(
  value: unknown,
  map: (text: string, key: string | null) => string,
  key: string | null = null,
): unknown {
  if (typeof value === "string") return map(value, key);
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, map, key));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, mapTexts(member, map, name)]),
  );
}
