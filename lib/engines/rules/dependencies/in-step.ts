import { AppError } from "#lib/base/index.ts";
import { lockfileFaults } from "./lockfile-faults.ts";
import type { NpmProject } from "./npm-project.ts";
import { admits } from "./range-style.ts";
import { lockfileDrift } from "./rule-texts.ts";

/** Throws `conflict` where a lockfile was made for another manifest than stands beside it. */
export function requireInStep(project: NpmProject): void {
  const inStep =
    project.lock.lockfileVersion === 1
      ? isOldInStep(project)
      : !lockfileFaults(project).some(({ rule }) => rule === lockfileDrift);
  if (inStep) return;
  throw new AppError(
    "conflict",
    `\`${project.lockPath}\` is not in step with its manifest. Run npm install first.`,
  );
}

/** Version 1 holds no copy of the manifest: what stands there must be what is asked for. */
function isOldInStep({ manifests, lock }: NpmProject): boolean {
  const { dependencies, devDependencies } = manifests[0]?.data ?? {};
  return Object.entries({ ...devDependencies, ...dependencies }).every(([name, range]) => {
    const version = lock.packages[`node_modules/${name}`]?.version;
    return version !== undefined && (/[:/]/.test(range) || admits(range, version));
  });
}
