export { enqueue } from "./enqueue.ts";
export { startWorker, type Worker, type WorkerOptions } from "./worker.ts";
export type { AnyWorkflow, Steps, Workflow } from "./workflow.ts";
