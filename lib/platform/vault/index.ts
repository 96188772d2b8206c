export type { KeyManagement } from "./key-management.ts";
export { createRemoteKey, signRemotely } from "./remote-signing.ts";
export {
  columnsNamed,
  purposeOf,
  type SealedColumn,
  type SealPurpose,
  sealedColumns,
} from "./sealed-columns.ts";
export { selfTest, testKey } from "./self-test.ts";
export { keyRing, openSealed, rewrapSealed, type SealedSecret, seal } from "./vault.ts";
