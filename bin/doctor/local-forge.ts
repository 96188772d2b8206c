import { stat } from "node:fs/promises";
import { answer, type Check } from "./check.ts";

export const localForgeCheck: Check = {
  name: "Local repositories",
  async run({ ETNA_LOCAL_FORGE_ROOTS }) {
    if (ETNA_LOCAL_FORGE_ROOTS.length === 0) {
      return [
        answer(
          "note",
          "ETNA_LOCAL_FORGE_ROOTS is not set: no folder of this machine can be connected but the sample.",
        ),
      ];
    }
    return await Promise.all(
      ETNA_LOCAL_FORGE_ROOTS.map(async (folder) => {
        const found = await stat(folder).catch(() => null);
        return found?.isDirectory() === true
          ? answer("fine", `repositories below ${folder} may be connected`)
          : answer("problem", `${folder} in ETNA_LOCAL_FORGE_ROOTS is not a folder.`);
      }),
    );
  },
};
