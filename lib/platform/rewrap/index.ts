export { countByKey, type KeyUse } from "./count-by-key.ts";
export { type RewrapReport, rewrapAll } from "./rewrap-all.ts";
