export {
  type Actor,
  type ForgeActor,
  forgeActor,
  systemActor,
  type TokenActor,
  tokenActor,
  type UserActor,
  userActor,
} from "./actor.ts";
export { isHalfOpen, sessionIdleMs, sessionLifetimeMs, stillOpen } from "./authorize-session.ts";
export { type ChainReport, checkChain, type NotedEvent } from "./check-chain.ts";
export { type AuditEventView, listEvents } from "./list-events.ts";
export { mutate, requireOwn, requirePermission, type Target, type Trail } from "./mutate.ts";
export { type JointChange, mutateTogether } from "./mutate-together.ts";
export {
  type Action,
  freshForMs,
  lesserRole,
  may,
  permissions,
  type Role,
  roleAtLeast,
  roles,
  type TokenScope,
  tokenScopes,
} from "./permissions.ts";
export { reportError, reportRefusal } from "./report-error.ts";
