export { withLock } from "./holders.ts";
export type { DatabaseServer, DatabaseServerOptions } from "./server.ts";
export { releaseDatabaseServer, startDatabaseServer } from "./server.ts";
