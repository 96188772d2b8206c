import type { CampaignView } from "#lib/services/campaigns/index.ts";
import { Status, type StatusKind } from "../ui/status.tsx";

const gates = {
  passed: { kind: "passed", word: "Gate passed" },
  failed: { kind: "breach", word: "Gate failed" },
  unjudged: { kind: "not_run", word: "Too much unjudged" },
  too_little: { kind: "not_run", word: "Too little ran" },
} as const satisfies Record<string, { kind: StatusKind; word: string }>;

const states = {
  queued: { kind: "not_run", word: "Waiting" },
  running: { kind: "running", word: "Attacking" },
  succeeded: { kind: "passed", word: "Done" },
  failed: { kind: "failed", word: "Failed" },
  canceled: { kind: "stopped", word: "Cancelled" },
} as const satisfies Record<string, { kind: StatusKind; word: string }>;

/** What the gate said, or how far it is. */
export function CampaignStatus({ campaign }: { campaign: Pick<CampaignView, "state" | "gate"> }) {
  const { state, gate } = campaign;
  const { kind, word } = gate !== null && state === "succeeded" ? gates[gate] : states[state];
  return <Status kind={kind}>{word}</Status>;
}
