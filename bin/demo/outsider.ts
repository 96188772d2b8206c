import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "#lib/base/index.ts";
import { cosignCommand } from "#lib/engines/verify/index.ts";
import type { FixDetail } from "#lib/services/fixes/index.ts";
import { readVerification } from "#lib/services/provenance/index.ts";
import { shown } from "./places.ts";

const names = {
  bundle: "fix.sigstore.json",
  patch: "fix.patch",
  key: "instance.pub",
  keys: "keys.json",
  trustedRoot: "trusted_root.json",
} as const;

type Files = Readonly<Record<keyof typeof names, string>>;

/** What someone needs who has nothing to do with Etna: the files, and the command that reads them. */
export interface Outsider {
  readonly files: Files;
  readonly cosign: string;
}

export function outsiderFiles(folder: string): Files {
  return {
    bundle: join(folder, names.bundle),
    patch: join(folder, names.patch),
    key: join(folder, names.key),
    keys: join(folder, names.keys),
    trustedRoot: join(folder, names.trustedRoot),
  };
}

/** So that a demo that stops half way leaves no older fix that looks like its own. */
export async function removeOutsiderFiles(folder: string): Promise<void> {
  for (const file of Object.values(outsiderFiles(folder))) await rm(file, { force: true });
}

/** Writes the files of a signed fix, the same that its public page offers. */
export async function writeOutsiderFiles(
  folder: string,
  fix: Pick<FixDetail, "id" | "patch">,
): Promise<Outsider> {
  const published = await readVerification(fix.id);
  if (published === null) throw new AppError("internal", "The signed fix has no verification.");
  const { bundle, keys, trustedRoot, instanceKeyPem, predicateType } = published;
  const files = outsiderFiles(folder);
  await mkdir(folder, { recursive: true });
  await writeFile(files.bundle, json(bundle));
  await writeFile(files.patch, fix.patch);
  await writeFile(files.key, instanceKeyPem);
  await writeFile(files.keys, json(keys));
  await writeFile(files.trustedRoot, json(trustedRoot));
  const cosign = cosignCommand({
    bundle: shown(files.bundle),
    key: shown(files.key),
    trustedRoot: shown(files.trustedRoot),
    patch: shown(files.patch),
    predicateType,
  });
  return { files, cosign };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
