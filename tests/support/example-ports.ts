import { createHash } from "node:crypto";
import type { FixPorts } from "#lib/engines/rules/index.ts";

/** Whom a fix may ask while examples are tried: an action's commit is the SHA-1 of its name. */
export const examplePorts: FixPorts = {
  actionCommits: {
    commitOf: async (repository, ref) =>
      createHash("sha1").update(`${repository}@${ref}`).digest("hex"),
  },
};
