import { AppError } from "#lib/base/index.ts";
import { config, isLoopback } from "#lib/platform/config/index.ts";
import { keyFrom, openModel } from "#lib/platform/models/index.ts";

type Named = Parameters<typeof openModel>[0];

/**
 * A model under the key that the person has in the environment. `option` is what names its address, where it
 * is not its provider’s own. Throws `invalid_input` for a key that is not set, and for no address.
 */
export async function openOwnModel(
  named: Pick<Named, "provider" | "name" | "timeoutMs" | "idleTimeoutMs">,
  option: string,
  address: string | undefined,
): ReturnType<typeof openModel> {
  return await openModel({
    ...named,
    key: keyFrom(named.provider, process.env),
    baseUrl: address,
    allow: [...config().ETNA_OUTBOUND_ALLOW, ...ownMachine(option, address)],
  });
}

/** A model on the person's own machine, where they name its address themselves. */
function ownMachine(option: string, address: string | undefined): readonly string[] {
  const url = address === undefined ? null : URL.parse(address);
  if (address !== undefined && !/^https?:$/.test(url?.protocol ?? "")) {
    throw new AppError("invalid_input", `${option} takes an http or https address.`);
  }
  if (url === null || !isLoopback(url.href)) return [];
  return [`${url.hostname}:${url.port || (url.protocol === "https:" ? "443" : "80")}`];
}
