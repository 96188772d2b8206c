export * from "./bytes.ts";
export * from "./canonical-json.ts";
export * from "./errors.ts";
export * from "./ids.ts";
export * from "./repository-path.ts";
export * from "./severity.ts";
export * from "./visible-text.ts";
export * from "./workspace.ts";
