import type { Config } from "#lib/platform/config/index.ts";
import { outsideSettings } from "#lib/services/provenance/index.ts";
import { explain } from "../ground/report.ts";
import { type Answer, answer, type Check } from "./check.ts";

const soonMs = 30 * 24 * 60 * 60 * 1000;

export const outsideProofsCheck: Check = {
  name: "Time and inclusion",
  async run({ ETNA_TIMESTAMP_URL: authority, ETNA_REKOR_URL: rekor }: Config) {
    if (authority === undefined && rekor === undefined) {
      return [
        answer(
          "note",
          "ETNA_TIMESTAMP_URL and ETNA_REKOR_URL are not set: nobody else vouches for the time of a signature and its place in a log.",
        ),
      ];
    }
    try {
      return await described();
    } catch (error) {
      return [answer("problem", explain(error))];
    }
  },
};

async function described(): Promise<readonly Answer[]> {
  const { timestamp, publicLog } = await outsideSettings();
  const answers: Answer[] = [];
  if (timestamp !== null) {
    const ends = timestamp.authorities.map(({ validFor }) => Date.parse(validFor.end));
    const last = Math.max(...ends);
    const day = new Date(last).toISOString().slice(0, 10);
    const whose = `${timestamp.url} is asked to timestamp each signature`;
    if (last - Date.now() > soonMs) {
      answers.push(answer("fine", `${whose}; its certificate is good until ${day}`));
    } else {
      const what = `its certificate in ETNA_TIMESTAMP_CERTIFICATES ends on ${day}`;
      answers.push(answer("warning", `${whose}, but ${what}. Add the next one to the file.`));
    }
  }
  if (publicLog !== null) {
    answers.push(
      answer(
        "fine",
        `${publicLog.url} is given each signed statement that names things in the open`,
      ),
    );
  }
  return answers;
}
