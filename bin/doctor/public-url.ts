import { assertSafePublicUrl, isLoopback } from "../ground/address.ts";
import { explain } from "../ground/report.ts";
import { answer, type Check } from "./check.ts";

export const publicUrlCheck: Check = {
  name: "Address",
  async run({ publicUrl, ETNA_PUBLIC_URL }) {
    try {
      assertSafePublicUrl(publicUrl, "production");
    } catch (error) {
      return [answer("problem", explain(error))];
    }
    if (isLoopback(publicUrl)) {
      const how = ETNA_PUBLIC_URL === undefined ? " (ETNA_PUBLIC_URL is not set)" : "";
      return [answer("note", `${publicUrl}${how}: only this machine can reach it.`)];
    }
    return [answer("fine", publicUrl)];
  },
};
