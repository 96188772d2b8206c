import { createHash } from "node:crypto";
import type { FixPorts } from "#lib/engines/rules/index.ts";
import { manifestOf, packages, packumentOf } from "../fakes/packages/packages.ts";

const registryUrl = "https://registry.example";

/**
 * Whom a fix may ask while examples are tried: an action's commit is the SHA-1 of its name, and a
 * registry knows the made-up packages.
 */
export const examplePorts: FixPorts = {
  actionCommits: {
    commitOf: async (repository, ref) =>
      createHash("sha1").update(`${repository}@${ref}`).digest("hex"),
  },
  registry: {
    async packument(name) {
      const known = packages.find((each) => each.name === name);
      return known === undefined ? null : packumentOf(known, registryUrl);
    },
    async manifest(name, version) {
      const known = packages.find((each) => each.name === name);
      const manifest = known === undefined ? null : manifestOf(known, version, registryUrl);
      return manifest && { ...manifest, license: "MIT" };
    },
  },
};
