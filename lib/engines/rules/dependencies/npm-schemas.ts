import { z } from "zod";

// What Etna reads of npm's package.json and of package-lock.json in versions 2 and 3.

const ranges = z.record(z.string(), z.string()).optional().catch(undefined);

const needs = {
  dependencies: ranges,
  devDependencies: ranges,
  optionalDependencies: ranges,
  peerDependencies: ranges,
};

export const manifestSchema = z.looseObject({
  name: z.string().optional().catch(undefined),
  ...needs,
  overrides: z.record(z.string(), z.unknown()).optional().catch(undefined),
});

const entry = z.looseObject({
  name: z.string().optional(),
  version: z.string().optional(),
  resolved: z.string().optional().catch(undefined),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  dev: z.boolean().optional(),
  inBundle: z.boolean().optional(),
  ...needs,
});

export const lockSchema = z.looseObject({
  lockfileVersion: z.union([z.literal(2), z.literal(3)]),
  packages: z.record(z.string(), entry),
});

export type NpmManifest = z.infer<typeof manifestSchema>;
export type LockEntry = z.infer<typeof entry>;
export type NpmLock = z.infer<typeof lockSchema>;
