import { enums } from "#lib/platform/db/index.ts";
import { cheapModels, type Provider, pricedModels, providers } from "#lib/platform/models/index.ts";

export const modelProviders: readonly Provider[] = providers;

const names: Readonly<Record<Provider, string>> = {
  anthropic: "Anthropic",
  openai: "OpenAI",
  google: "Google",
  mistral: "Mistral",
  "openai-compatible": "OpenAI-compatible",
};

export function nameOfProvider(provider: Provider): string {
  return names[provider];
}

/** The model that a new key is checked with; null where its owner must name one. */
export function checkedWith(provider: Provider): string | null {
  return cheapModels[provider];
}

/** PostgreSQL's names have no hyphen. */
export function rowProvider(provider: Provider): enums.ModelProvider {
  return provider === "openai-compatible" ? "openai_compatible" : provider;
}

export function providerOfRow(provider: enums.ModelProvider): Provider {
  return provider === enums.ModelProvider.openai_compatible ? "openai-compatible" : provider;
}

/** The models of a published price, each with the name of its provider. */
export function knownModels(): readonly { readonly provider: string; readonly name: string }[] {
  return pricedModels().map(({ provider, name }) => ({ provider: names[provider], name }));
}
