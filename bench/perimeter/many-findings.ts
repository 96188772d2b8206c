import { join } from "node:path";
import { createSampleRepository } from "#lib/platform/forge/index.ts";
import { countFindings } from "#lib/services/findings/index.ts";
import { connectRepository } from "#lib/services/repositories/index.ts";
import { getRun, startScan } from "#lib/services/runs/index.ts";
import type { BenchInstallation } from "../support/installation.ts";
import { until } from "../support/until.ts";

const repositories = 3;
const filesEach = 500;
const faultsAFile = 2;

/** Connects and scans repositories until there are some thousand findings. Returns how many. */
export async function makeFindings(installation: BenchInstallation): Promise<number> {
  const { actor, organizationId, repositoriesFolder } = installation;
  for (let number = 1; number <= repositories; number++) {
    const name = `many-${number}`;
    const path = join(repositoriesFolder, `${name}.git`);
    await createSampleRepository(path, faultyFiles());
    const repository = await connectRepository(actor, organizationId, { path, name });
    const scan = await startScan(actor, organizationId, repository.id);
    await until("The end of a scan", async () => {
      const run = await getRun(organizationId, scan.id);
      return run?.endedAt ? run : null;
    });
  }
  const { open } = await countFindings(organizationId);
  const expected = repositories * filesEach * faultsAFile;
  if (open !== expected) throw new Error(`${open} findings are open, not ${expected}.`);
  return open;
}

function faultyFiles(): ReadonlyMap<string, string> {
  const files = Array.from({ length: filesEach }, (_, file): [string, string] => {
    const parts = Array.from({ length: faultsAFile }, (_, part) => faultyFunction(part));
    return [`services/tokens/module-${file}.js`, `${parts.join("\n")}\n`];
  });
  return new Map(files);
}

function faultyFunction(number: number): string {
  return `export function token${number}() {
  const sessionToken = Math.random().toString(36).slice(2);
  return sessionToken;
}`;
}
