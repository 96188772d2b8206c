import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { z } from "zod";
import { AppError } from "#lib/base/index.ts";
import { openDatabase } from "../ground/database.ts";
import { exitForUsage, runCommand, writeOut } from "./run-command.ts";
import { visible } from "./visible.ts";
import { listFolder, writeFolder } from "./write-folder.ts";

/**
 * `etna export ORG DIR`: everything that proves an organization's signed fixes and reports without Etna. Exit
 * code 0 when all of it is there, 2 for wrong use, 3 when it could not finish: run it again, and it
 * goes on.
 */
export function exportCommand(): Command {
  return new Command("export")
    .description(
      "write what proves an organization’s signed fixes and reports, to be checked without Etna",
    )
    .argument("<organization>", "its address, as in /o/<address>, or its id")
    .argument("<folder>", "new, empty, or a former export, to which what is new is added")
    .exitOverride(exitForUsage)
    .action((organization: string, folder: string) =>
      runCommand("export", () => exportTo(organization, resolve(folder))),
    );
}

async function exportTo(named: string, folder: string): Promise<0> {
  const owner = await ownerOf(folder);
  const database = await openDatabase();
  // Loaded only here: the other commands work without a database, and start faster.
  const { exportProvenance } = await import("#lib/services/export/index.ts");
  const { systemActor } = await import("#lib/services/audit/index.ts");
  const { closeDatabase } = await import("#lib/platform/db/index.ts");
  try {
    const { id, name } = await findOrganization(named);
    if (owner !== null && owner !== id) {
      throw new AppError("invalid_input", `${folder} holds the export of another organization.`);
    }
    const files = await exportProvenance(systemActor("cli", id), id);
    const { written, total } = await writeFolder(folder, files);
    await writeOut(
      `${name}: ${total} files, ${written} of them new or changed. ${join(folder, "VERIFY.md")} says how to check them.\n`,
    );
    return 0;
  } finally {
    await closeDatabase();
    await database.close();
  }
}

const markerSchema = z.object({ organization: z.object({ id: z.string() }) });

/** Whose former export the folder is; null for one that is new or empty. */
async function ownerOf(folder: string): Promise<string | null> {
  const names = await listFolder(folder);
  if (names.length === 0) return null;
  const { exportMarker } = await import("#lib/services/export/index.ts");
  try {
    const text = await readFile(join(folder, exportMarker), "utf8");
    return markerSchema.parse(JSON.parse(text)).organization.id;
  } catch (cause) {
    const message = `${folder} is not empty, and no former export. Give another folder.`;
    throw new AppError("invalid_input", message, { cause });
  }
}

async function findOrganization(named: string) {
  const { listOrganizationIds } = await import("#lib/platform/db/index.ts");
  const { getOrganization } = await import("#lib/services/organizations/index.ts");
  for (const id of await listOrganizationIds()) {
    const organization = await getOrganization(id);
    if (organization?.id === named || organization?.slug === named) return organization;
  }
  throw new AppError("invalid_input", `There is no organization ${visible(named)} here.`);
}
