import type { ProviderChoice } from "#components/account/provider-buttons.tsx";
import { signInProviders } from "#lib/services/identity/index.ts";
import { signInWithAction } from "./actions.ts";

/** The providers that are set up here, without what only the server may know of them. */
export function providerChoice(): ProviderChoice {
  const providers = signInProviders().map(({ id, name }) => ({ id, name }));
  return { providers, signInWith: signInWithAction };
}
