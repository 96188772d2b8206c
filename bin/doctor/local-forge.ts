import { stat } from "node:fs/promises";
import { type Config, type ForgeRoot, refusesSharedRoots } from "#lib/platform/config/index.ts";
import { type Answer, answer, type Check } from "./check.ts";

export const localForgeCheck: Check = {
  name: "Local repositories",
  async run(config) {
    const roots = config.ETNA_LOCAL_FORGE_ROOTS;
    if (roots.length === 0) {
      return [
        answer(
          "note",
          "ETNA_LOCAL_FORGE_ROOTS is not set: no folder of this machine can be connected but the sample.",
        ),
      ];
    }
    return await Promise.all(roots.map((root) => lookAt(root, config)));
  },
};

async function lookAt({ path, slug }: ForgeRoot, config: Config): Promise<Answer> {
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory() !== true) {
    return answer("problem", `${path} in ETNA_LOCAL_FORGE_ROOTS is not a folder.`);
  }
  if (slug !== null) return answer("fine", `${slug} may connect repositories below ${path}`);
  if (refusesSharedRoots(config)) {
    return answer(
      "problem",
      `${path} is for every organization, and anyone may sign up and make one: Etna lets nobody connect what lies below it. Give it to one that is there (ETNA_LOCAL_FORGE_ROOTS=slug=${path}), or let only the invited sign up (ETNA_SIGN_UP=invited).`,
    );
  }
  return answer("fine", `every organization may connect repositories below ${path}`);
}
