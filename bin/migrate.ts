// npm run migrate [-- deploy | state | new NAME | rolled-back NAME]
import { join } from "node:path";
import { createMigration, markRolledBack, migrationState } from "#lib/platform/migrations/index.ts";
import { migrateDatabase, openDatabase } from "./ground/database.ts";
import { migrationsDirectory, root } from "./ground/paths.ts";
import { explain, say } from "./ground/report.ts";

const usage = "npm run migrate [-- deploy | state | new NAME | rolled-back NAME]";

async function main(command = "deploy", name = ""): Promise<number> {
  if (command === "new" && name !== "") {
    const schemaFile = join(root, "prisma/schema.prisma");
    const plan = { name, schemaFile, migrationsDirectory, now: new Date() };
    say(`prisma/migrations/${await createMigration(plan)}: read it before you commit it`);
    return 0;
  }
  const known = ["deploy", "state"].includes(command) || (command === "rolled-back" && name !== "");
  if (!known) {
    say(usage);
    return 2;
  }
  const database = await openDatabase();
  try {
    if (command === "state") return await printState(database.ownerUrl);
    if (command === "rolled-back") await markRolledBack(database.ownerUrl, name);
    else await deploy(database.ownerUrl);
    return 0;
  } finally {
    await database.close();
  }
}

async function deploy(ownerUrl: string): Promise<void> {
  const { applied } = await migrateDatabase(ownerUrl);
  for (const migration of applied) say(`applied ${migration}`);
  if (applied.length === 0) say("the database is up to date");
}

async function printState(ownerUrl: string): Promise<number> {
  const state = await migrationState(ownerUrl, migrationsDirectory);
  for (const [kind, names] of Object.entries(state)) {
    for (const migration of names) say(`${kind}: ${migration}`);
  }
  const clean = Object.values(state).every((names) => names.length === 0);
  if (clean) say("the database is up to date");
  return clean ? 0 : 1;
}

try {
  process.exitCode = await main(...process.argv.slice(2));
} catch (error) {
  say(explain(error));
  process.exitCode = 3;
}
