export type EditTool = "str_replace" | "apply_patch" | "write_file";

/** Which way of editing a model does best; the first that matches counts. */
const profiles: readonly (readonly [pattern: RegExp, tool: EditTool])[] = [
  [/^openai\/(?:gpt-(?:4\.1|5)|o\d|codex)/, "apply_patch"],
  // Small models that people run themselves quote the old text wrongly more often than the new.
  [/^openai-compatible\/.*(?:[:-])(?:[1-9]|1[0-4])b\b/, "write_file"],
];

export function editToolOf(provider: string, model: string): EditTool {
  const id = `${provider}/${model}`.toLowerCase();
  return profiles.find(([pattern]) => pattern.test(id))?.[1] ?? "str_replace";
}
