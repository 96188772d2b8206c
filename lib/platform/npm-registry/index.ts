import type { Registry } from "#lib/engines/rules/index.ts";
import { config } from "#lib/platform/config/index.ts";
import { npmRegistry } from "./registry.ts";

/** The registry that is asked which versions there are (`ETNA_NPM_REGISTRY_URL`). */
export function openRegistry(): Registry {
  return npmRegistry(config().ETNA_NPM_REGISTRY_URL);
}
