export { defaultContextLimits as whatMayLeave } from "#lib/engines/agent/index.ts";
export { askSecondModel } from "./ask-second-model.ts";
export type { AttemptEvent } from "./attempt-events.ts";
export { type AttemptView, readAttempts } from "./read-attempts.ts";
export { type LedgerFile, ledgerNamed, readLedger } from "./read-ledger.ts";
export { readProgress } from "./read-progress.ts";
export { readShown, type ShownToModels } from "./read-shown.ts";
export { runAttempt } from "./run-attempt.ts";
