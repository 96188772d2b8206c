import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { root } from "../ground/paths.ts";
import { answer, type Check } from "./check.ts";

export const keyFileCheck: Check = {
  name: "Wrapping key",
  async run({ ETNA_KEY_FILE }) {
    const found = await stat(resolve(root, ETNA_KEY_FILE)).catch(() => null);
    if (found === null) {
      return [answer("note", `${ETNA_KEY_FILE} does not exist yet: the first start makes it.`)];
    }
    if (process.platform !== "win32" && (found.mode & 0o077) !== 0) {
      return [
        answer(
          "problem",
          `${ETNA_KEY_FILE} can be read by others. Run: chmod 600 ${ETNA_KEY_FILE}`,
        ),
      ];
    }
    return [
      answer("fine", `${ETNA_KEY_FILE} is there, for its owner alone`),
      answer(
        "note",
        "Keep a copy apart from the database: without it no signing key can be opened.",
      ),
    ];
  },
};
