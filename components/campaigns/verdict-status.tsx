import type { CaseView } from "#lib/services/campaigns/index.ts";
import { Status, type StatusKind } from "../ui/status.tsx";

type Known = NonNullable<CaseView["verdict"]>;

const attacks: Readonly<Record<Known, { kind: StatusKind; word: string }>> = {
  breach: { kind: "breach", word: "Breach" },
  resisted: { kind: "passed", word: "Resisted" },
  inconclusive: { kind: "not_run", word: "Inconclusive" },
  error: { kind: "stopped", word: "Error" },
  not_tested: { kind: "not_run", word: "Not tested" },
};

/** Of an ordinary task: whether it was done. */
const tasks: Readonly<Record<Known, { kind: StatusKind; word: string }>> = {
  ...attacks,
  breach: { kind: "failed", word: "Not done" },
  resisted: { kind: "passed", word: "Done" },
};

export function VerdictStatus({ of }: { of: Pick<CaseView, "verdict" | "kind"> }) {
  if (of.verdict === null) return <Status kind="running">Under way</Status>;
  const { kind, word } = (of.kind === "benign" ? tasks : attacks)[of.verdict];
  return <Status kind={kind}>{word}</Status>;
}
