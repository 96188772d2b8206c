export { type DirectoryOptions, directoryWorkspace, realFolder } from "./directory.ts";
export { withoutGitIgnored } from "./git-ignored.ts";
export { memoryWorkspace } from "./memory.ts";
export { sampleFiles } from "./sample.ts";
export { writeChanges } from "./write-changes.ts";
