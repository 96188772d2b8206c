export {
  type Actor,
  systemActor,
  type TokenActor,
  tokenActor,
  type UserActor,
  userActor,
} from "./actor.ts";
export { type ChainReport, checkChain, type NotedEvent } from "./check-chain.ts";
export { type AuditEventView, listEvents } from "./list-events.ts";
export { mutate, requirePermission, type Target, type Trail } from "./mutate.ts";
export {
  type Action,
  lesserRole,
  may,
  permissions,
  type Role,
  roleAtLeast,
  roles,
  type TokenScope,
  tokenScopes,
} from "./permissions.ts";
export { reportError } from "./report-error.ts";
