export { checkConnection } from "./check-connection.ts";
export { connectWithToken, type MadeConnection, pastedToken } from "./connect-with-token.ts";
export { endConnection } from "./end-connection.ts";
export { type HostedKind, hostName } from "./hosts.ts";
export { type ConnectionView, listConnections, listReachable } from "./list-connections.ts";
export { openHostedForge } from "./open-forge.ts";
export { webhookSecretAad } from "./secrets.ts";
