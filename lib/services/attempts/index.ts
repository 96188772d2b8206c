export { askSecondModel } from "./ask-second-model.ts";
export { readShown, type ShownToModels } from "./read-shown.ts";
export { runAttempt } from "./run-attempt.ts";
