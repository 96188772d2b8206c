import { assertSafePublicUrl, isLoopback } from "../ground/address.ts";
import { explain } from "../ground/report.ts";
import { answer, type Check } from "./check.ts";

export const publicUrlCheck: Check = {
  name: "Address",
  async run({ publicUrl, ETNA_PUBLIC_URL, ETNA_TRUSTED_PROXIES: proxies }) {
    try {
      assertSafePublicUrl(publicUrl, "production");
    } catch (error) {
      return [answer("problem", explain(error))];
    }
    if (isLoopback(publicUrl)) {
      const how = ETNA_PUBLIC_URL === undefined ? " (ETNA_PUBLIC_URL is not set)" : "";
      return [answer("note", `${publicUrl}${how}: only this machine can reach it.`)];
    }
    const counted =
      proxies.length === 0
        ? answer(
            "warning",
            "ETNA_TRUSTED_PROXIES is not set: the rate limits count all who come through the proxy in front of Etna as one visitor. Name the proxy's addresses, such as 10.0.0.5/32.",
          )
        : answer("fine", `X-Forwarded-For is believed from ${proxies.join(", ")}, and nobody else`);
    return [answer("fine", publicUrl), counted];
  },
};
