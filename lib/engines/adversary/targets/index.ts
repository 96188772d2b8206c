export { openTarget, portLimits } from "./open-target.ts";
export type { RunningProcess, StartProcess, TargetPorts, ToolsAddress } from "./ports.ts";
export { readTargetSpec } from "./read-spec.ts";
export { openSpanInbox, type SpanInbox } from "./span-inbox.ts";
export { type TargetSpec, targetSpecJsonSchema } from "./spec.ts";
