export { type Actor, systemActor, userActor } from "./actor.ts";
export { type ChainReport, checkChain } from "./check-chain.ts";
export { type AuditEventView, listEvents } from "./list-events.ts";
export { mutate, requirePermission, type Target, type Trail } from "./mutate.ts";
export { type Action, may, permissions, type Role, roleAtLeast, roles } from "./permissions.ts";
