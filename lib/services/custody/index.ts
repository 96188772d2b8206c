export { rewrapSecrets } from "./rewrap-secrets.ts";
