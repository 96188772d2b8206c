import type { Advisories } from "#lib/engines/rules/index.ts";
import { config } from "#lib/platform/config/index.ts";
import { osvAdvisories } from "./osv.ts";

/**
 * The advisories that this installation asks, for one scan: it remembers what it was told. Undefined
 * where the operator asks nobody (`ETNA_OSV_URL=off`).
 */
export function openAdvisories(): Advisories | undefined {
  const { ETNA_OSV_URL: url } = config();
  return url === "off" ? undefined : osvAdvisories(url);
}
