export {
  openSpanInbox,
  openTarget,
  portLimits,
  type RunningProcess,
  readTargetSpec,
  type SpanInbox,
  type StartProcess,
  type TargetPorts,
  type TargetSpec,
  type ToolsAddress,
  targetSpecJsonSchema,
} from "./targets/index.ts";
export {
  remoteTools,
  serveStdio,
  type ToolSource,
  World,
  worldSchema,
  worldServer,
} from "./world/index.ts";
