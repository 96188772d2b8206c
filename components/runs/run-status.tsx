import { Status, type StatusKind } from "../ui/status.tsx";

export type RunState = "queued" | "running" | "succeeded" | "failed" | "canceled";

const looks: Record<RunState, { kind: StatusKind; word: string }> = {
  queued: { kind: "not_run", word: "Queued" },
  running: { kind: "running", word: "Running" },
  succeeded: { kind: "passed", word: "Done" },
  failed: { kind: "failed", word: "Failed" },
  canceled: { kind: "stopped", word: "Cancelled" },
};

export function RunStatus({ state }: { state: RunState }) {
  return <Status kind={looks[state].kind}>{looks[state].word}</Status>;
}
