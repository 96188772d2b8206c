import { setTimeout as sleep } from "node:timers/promises";
import { verifyTransport } from "#lib/platform/mail/index.ts";
import { isLoopback } from "../ground/address.ts";
import { explain } from "../ground/report.ts";
import { answer, type Check } from "./check.ts";

const patienceMs = 15_000;

export const mailCheck: Check = {
  name: "Mail",
  async run({ SMTP_URL, publicUrl, MAIL_FROM }) {
    if (SMTP_URL === undefined) {
      return isLoopback(publicUrl)
        ? [answer("note", "SMTP_URL is not set: sign-in links are printed on the terminal.")]
        : [
            answer(
              "problem",
              "SMTP_URL is not set, so nobody can sign in. Set smtps://user:password@host.",
            ),
          ];
    }
    try {
      const host = new URL(SMTP_URL).host;
      const result = await Promise.race([
        verifyTransport(),
        sleep(patienceMs, "silent", { ref: false }),
      ]);
      if (result === "silent") {
        return [answer("problem", `${host} does not answer within ${patienceMs / 1000} s.`)];
      }
      return [answer("fine", `${host} takes mail; it is sent as ${MAIL_FROM}`)];
    } catch (error) {
      return [answer("problem", `The mail server refuses: ${explain(error).split("\n")[0]}`)];
    }
  },
};
