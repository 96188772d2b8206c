export { isInRange, isPublicAddress } from "./address.ts";
export { parseAllowance } from "./allowance.ts";
export { asFetch } from "./as-fetch.ts";
export { type GuardedFetchOptions, guardedFetch } from "./guarded-fetch.ts";
export type { Resolve } from "./resolve.ts";
export type { GuardedResponse } from "./response.ts";
export { textRecords } from "./text-records.ts";
