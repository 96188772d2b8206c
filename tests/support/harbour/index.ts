import { javascriptFiles } from "./javascript.ts";
import { ownTests } from "./own-tests.ts";
import { packageFiles } from "./packages.ts";
import { pipelineFiles } from "./pipelines.ts";
import { pythonFiles } from "./python.ts";

export { standIns } from "./own-tests.ts";

/** The repository of a harbour's software: some 38 faults, nearly each in a file of its own, and tests of its own. */
export const harbourFiles: Readonly<Record<string, string>> = {
  ...javascriptFiles,
  ...pythonFiles,
  ...pipelineFiles,
  ...packageFiles,
  ...ownTests,
};
