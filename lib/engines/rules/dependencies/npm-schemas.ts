import { z } from "zod";

// What Etna reads of npm's package.json and of package-lock.json in versions 1, 2 and 3.

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
  engines: ranges,
  packageManager: z.string().optional().catch(undefined),
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

const oldEntry = z.looseObject({
  version: z.string(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  bundled: z.boolean().optional(),
  requires: ranges,
  get dependencies() {
    return z.record(z.string(), oldEntry).optional();
  },
});

/** Version 1 as npm 6 writes it. Older ones do not say what a package asks for. */
export const oldLockSchema = z.looseObject({
  lockfileVersion: z.literal(1),
  requires: z.literal(true),
  dependencies: z.record(z.string(), oldEntry).default({}),
});

export type NpmManifest = z.infer<typeof manifestSchema>;
export type LockEntry = z.infer<typeof entry>;
export type OldLockEntry = z.infer<typeof oldEntry>;
/** What a lockfile of any version says of each location. */
export interface NpmLock {
  readonly lockfileVersion: 1 | 2 | 3;
  readonly packages: Readonly<Record<string, LockEntry>>;
}
