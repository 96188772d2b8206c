export { insertFindings, updateFindings } from "./bulk-findings.ts";
export { appDatabaseUrl, closeDatabase, roleUrl } from "./connection.ts";
export { isUniqueViolation } from "./errors.ts";
export type * from "./generated/client.ts";
export * as enums from "./generated/enums.ts";
export { likeText } from "./like-text.ts";
export { listOrganizationIds, type Reads, readAs } from "./reader.ts";
export type { Scope } from "./scope.ts";
export type { Tx } from "./writer.ts";
