import { AppError } from "#lib/base/index.ts";

export const providers = ["anthropic", "openai", "google", "mistral", "openai-compatible"] as const;
export type Provider = (typeof providers)[number];

export interface ModelName {
  readonly provider: Provider;
  readonly name: string;
}

/** What asking whether a key works costs least with; null where nobody but its owner knows a name. */
export const cheapModels: Readonly<Record<Provider, string | null>> = {
  anthropic: "claude-haiku-5-5",
  openai: "gpt-5-mini",
  google: "gemini-2.5-flash",
  mistral: "mistral-small-latest",
  "openai-compatible": null,
};

/** Where each provider's own tools look for its key. */
const keyVariables: Readonly<Record<Provider, readonly string[]>> = {
  anthropic: ["ANTHROPIC_API_KEY"],
  openai: ["OPENAI_API_KEY"],
  google: ["GOOGLE_GENERATIVE_AI_API_KEY", "GEMINI_API_KEY"],
  mistral: ["MISTRAL_API_KEY"],
  "openai-compatible": ["OPENAI_COMPATIBLE_API_KEY"],
};

/** Reads `anthropic/claude-sonnet-4-5`. Throws `invalid_input` that says what there is. */
export function parseModelName(text: string): ModelName {
  const at = text.indexOf("/");
  const provider = providers.find((each) => each === text.slice(0, at));
  const name = text.slice(at + 1);
  if (provider !== undefined && /^[\w.:/@-]{1,200}$/.test(name)) return { provider, name };
  throw new AppError(
    "invalid_input",
    `A model is named PROVIDER/NAME. Providers: ${providers.join(", ")}.`,
  );
}

/**
 * The key of a provider as its own tools read it from the environment. An OpenAI-compatible server may
 * need none. Throws `invalid_input` that names the variable.
 */
export function keyFrom(
  provider: Provider,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const names = keyVariables[provider];
  const key = names.map((name) => environment[name]?.trim() ?? "").find((value) => value !== "");
  if (key !== undefined) return key;
  if (provider === "openai-compatible") return "";
  throw new AppError("invalid_input", `Set ${names.join(" or ")} to your key.`);
}
