export { type CodeOwners, ownersOf, parseCodeOwners } from "./code-owners.ts";
