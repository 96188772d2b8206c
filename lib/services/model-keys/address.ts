import { AppError } from "#lib/base/index.ts";
import { config } from "#lib/platform/config/index.ts";
import { isPublicAddress } from "#lib/platform/http/index.ts";
import type { Provider } from "#lib/platform/models/index.ts";

/**
 * Where a key's models are asked, without a trailing slash; null for the provider's own address. Throws
 * `invalid_input`. Whether Etna may reach it is for the way out to say.
 */
export function addressOf(provider: Provider, typed: string): string | null {
  if (typed === "") {
    if (provider !== "openai-compatible") return null;
    throw unfit("An OpenAI-compatible server needs its address");
  }
  const url = URL.parse(typed.includes("://") ? typed : `https://${typed}`);
  const isPlain =
    url !== null &&
    url.username === "" &&
    url.password === "" &&
    url.search === "" &&
    url.hash === "" &&
    (url.protocol === "https:" || (url.protocol === "http:" && isNear(url)));
  if (!isPlain) throw unfit("This address cannot be used");
  return url.href.replace(/\/+$/, "");
}

/** Without TLS the key could be read on its way, so only on this machine and where the operator says so. */
function isNear({ hostname, host, port }: URL): boolean {
  if (["localhost", "127.0.0.1", "[::1]"].includes(hostname)) return true;
  const named = port === "" ? `${host}:80` : host;
  return (
    config().ETNA_OUTBOUND_ALLOW.includes(named) ||
    (/^[\d.]+$|^\[/.test(hostname) && !isPublicAddress(hostname.replace(/^\[|\]$/g, "")))
  );
}

function unfit(what: string): AppError {
  return new AppError("invalid_input", `${what}. Write one such as https://models.example.com/v1.`);
}
