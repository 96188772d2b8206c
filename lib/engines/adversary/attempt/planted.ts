import type { AttachedDocument, Target } from "../target.ts";
import type { TranscriptEvent } from "../transcript.ts";
import type { WorldData } from "../world/schema.ts";
import type { PreparedAttempt } from "./prepare-attempt.ts";

type Planted = Extract<TranscriptEvent, { readonly kind: "planted" }>;

export function documentOf({ id, title, text }: WorldData["documents"][number]): AttachedDocument {
  return { name: title === "" ? id : title, text };
}

/** What a turn carries, in the order in which it names them. */
export function attachedTo(
  { documents }: WorldData,
  attach: readonly string[],
): readonly AttachedDocument[] {
  return attach.flatMap((id) => documents.filter((each) => each.id === id).map(documentOf));
}

/** Documents that no turn carries, for a target that searches in its own. */
export function toBePlanted({ seed, world, turns }: PreparedAttempt): readonly AttachedDocument[] {
  if (!seed.needs.includes("retrieval")) return [];
  const attached = new Set(turns.flatMap(({ attach }) => attach));
  return world.documents.filter(({ id }) => !attached.has(id)).map(documentOf);
}

/** Everything that was laid out before the first turn, as far as this target is shown it. */
export function plantedEvents(
  prepared: PreparedAttempt,
  { capabilities }: Pick<Target, "capabilities">,
): readonly Planted[] {
  const { system, world, turns } = prepared;
  const planted = (place: Planted["place"], name: string, text: string): Planted => ({
    kind: "planted",
    place,
    name,
    text,
  });
  const attached = turns.flatMap(({ attach }) => attach);
  const carried = [...attachedTo(world, [...new Set(attached)]), ...toBePlanted(prepared)];
  const before = [
    ...(system === null ? [] : [planted("system", "system prompt", system)]),
    ...carried.map(({ name, text }) => planted("document", name, text)),
  ];
  if (!capabilities.has("tools")) return before;
  return [...before, ...worldTexts(world).map(([place, name, text]) => planted(place, name, text))];
}

function worldTexts(world: WorldData): readonly (readonly ["world" | "memory", string, string])[] {
  const whole = (record: unknown) => JSON.stringify(record, null, 1);
  const { descriptions, failures, rows, output } = world;
  const records = (["messages", "customers", "orders", "invoices"] as const).flatMap((table) =>
    world[table].map((record) => ["world", `${table}/${record.id}`, whole(record)] as const),
  );
  return [
    ...world.documents.map(({ id, text }) => ["world", `documents/${id}`, text] as const),
    ...records,
    ...world.files.map(({ path, content }) => ["world", `files/${path}`, content] as const),
    ...world.pages.map(({ url, text }) => ["world", url, text] as const),
    ...world.agents.map(({ name, reply }) => ["world", `agents/${name}`, reply] as const),
    ...Object.entries({ ...descriptions, ...failures }).map(
      ([tool, text]) => ["world", tool, text] as const,
    ),
    ...(rows.length === 0 ? [] : [["world", "query_database", whole(rows)] as const]),
    ...(output === "" ? [] : [["world", "run_command", output] as const]),
    ...world.memories.map(({ id, text }) => ["memory", `memories/${id}`, text] as const),
  ];
}
