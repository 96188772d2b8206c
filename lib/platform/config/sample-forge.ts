import { isLoopback } from "./forge-roots.ts";

/** A forge on this machine that speaks as GitHub does, for who has no account elsewhere. */
export interface SampleForge {
  /** Base address, without a trailing slash. */
  readonly url: string;
  readonly secret: string;
}

export function sampleForgeOf(
  settings: {
    readonly ETNA_SAMPLE_FORGE?: string | undefined;
    readonly ETNA_SAMPLE_FORGE_SECRET?: string | undefined;
  },
  publicUrl: string,
): SampleForge | null {
  const { ETNA_SAMPLE_FORGE: url = "off", ETNA_SAMPLE_FORGE_SECRET: secret } = settings;
  if (url === "off" || secret === undefined || !isLoopback(publicUrl)) return null;
  return { url, secret };
}
