import { existsSync } from "node:fs";
import { releaseDatabaseServer, startDatabaseServer } from "#lib/platform/database-server/index.ts";
import { dropTestDatabases, testServerDirectory } from "./database.ts";

/**
 * The first test file that asks for a database starts the server, on behalf of this process; here
 * the run's databases are dropped and the server is left (it stops with the last run that uses it).
 */
export function setup(): () => Promise<void> {
  process.env.ETNA_TEST_RUN_PID = String(process.pid);
  // What is refused on purpose need not be told at length.
  process.env.ETNA_LOG_LEVEL ??= "error";
  return async () => {
    const given = process.env.TEST_DATABASE_URL;
    if (given !== undefined && given !== "") {
      await dropTestDatabases(given, process.pid);
      return;
    }
    // Attaching is the way to learn the address; where no test used it, nothing is there to leave.
    if (!existsSync(`${testServerDirectory}.holders/${process.pid}`)) return;
    const server = await startDatabaseServer({
      dataDirectory: testServerDirectory,
      log: () => undefined,
    });
    await dropTestDatabases(server.url, process.pid);
    await releaseDatabaseServer(testServerDirectory, process.pid);
  };
}
