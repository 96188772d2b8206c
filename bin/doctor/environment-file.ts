import { stat } from "node:fs/promises";
import { environmentFile } from "../ground/paths.ts";
import { type Answer, answer, type Check } from "./check.ts";

const secrets = [
  "AUTH_SECRET",
  "ETNA_LINK_SECRET",
  "ETNA_APP_DATABASE_PASSWORD",
  "ETNA_WORKER_DATABASE_PASSWORD",
] as const;

export const environmentFileCheck: Check = {
  name: "Secrets",
  async run(config) {
    const answers: Answer[] = secrets.map((name) =>
      config[name] === undefined
        ? answer("problem", `${name} is not set. npm start makes it in .env.local.`)
        : answer("fine", `${name} is set`),
    );
    const found = await stat(environmentFile).catch(() => null);
    if (found !== null && process.platform !== "win32" && (found.mode & 0o077) !== 0) {
      answers.push(
        answer("problem", ".env.local can be read by others. Run: chmod 600 .env.local"),
      );
    }
    return answers;
  },
};
