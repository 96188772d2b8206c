import type { LanguageModel } from "ai";
import { AppError } from "#lib/base/index.ts";
import type { Provider } from "./providers.ts";

export interface ProviderSettings {
  readonly provider: Provider;
  readonly name: string;
  readonly key: string;
  /** Where the provider is asked, if not at its own address; required of an OpenAI-compatible one. */
  readonly baseUrl: string | undefined;
  readonly fetch: typeof fetch;
}

/** The AI SDK's own provider. Each is loaded where it is used, and no other. */
export async function languageModel(settings: ProviderSettings): Promise<LanguageModel> {
  const { provider, name, key, baseUrl, fetch } = settings;
  const common = { apiKey: key, fetch, ...(baseUrl !== undefined && { baseURL: baseUrl }) };
  switch (provider) {
    case "anthropic": {
      const { createAnthropic } = await import("@ai-sdk/anthropic");
      return createAnthropic(common)(name);
    }
    case "openai": {
      const { createOpenAI } = await import("@ai-sdk/openai");
      return createOpenAI(common)(name);
    }
    case "google": {
      const { createGoogleGenerativeAI } = await import("@ai-sdk/google");
      return createGoogleGenerativeAI(common)(name);
    }
    case "mistral": {
      const { createMistral } = await import("@ai-sdk/mistral");
      return createMistral(common)(name);
    }
    case "openai-compatible": {
      if (baseUrl === undefined) {
        throw new AppError("invalid_input", "An OpenAI-compatible model needs its address.");
      }
      const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
      const withKey = key === "" ? {} : { apiKey: key };
      const named = { name: "compatible", baseURL: baseUrl, fetch, includeUsage: true };
      return createOpenAICompatible({ ...named, ...withKey })(name);
    }
  }
}
