export type { KeyManagement } from "./key-management.ts";
export { openSealed, type SealedSecret, seal, selfTest } from "./vault.ts";
