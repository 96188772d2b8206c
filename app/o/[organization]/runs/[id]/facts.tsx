import Link from "next/link";
import { makerWords } from "#components/runs/maker.ts";
import { Digest } from "#components/ui/digest.tsx";
import { Time } from "#components/ui/time.tsx";
import { VisibleText } from "#components/ui/visible-text.tsx";
import { describeRule } from "#lib/services/findings/index.ts";
import type { RunDetail } from "#lib/services/runs/index.ts";

export function factsOf(base: string, run: RunDetail) {
  return [
    { label: "Run", value: <Digest value={run.id} label="id" /> },
    { label: "Kind", value: kindOf(run) },
    ...(run.ruleId
      ? [
          {
            label: run.fixer === "model" ? "Found by" : "Rule",
            value: describeRule(run.ruleId) ? (
              <Link href={`/docs/rules/${run.ruleId}`} className="link font-mono">
                {run.ruleId}
              </Link>
            ) : (
              <span className="break-all font-mono">
                <VisibleText text={run.ruleId} />
              </span>
            ),
          },
        ]
      : []),
    ...(run.kind === "fix" ? [{ label: "Made by", value: makerWords(run) }] : []),
    ...(run.note
      ? [
          {
            label: "Note",
            value: (
              <span className="whitespace-pre-wrap break-words">
                <VisibleText text={run.note} />
              </span>
            ),
          },
        ]
      : []),
    ...(run.findingId
      ? [
          {
            label: run.task ? "Task" : "Finding",
            value: (
              <Link href={`${base}/findings/${run.findingId}`} className="link">
                {run.title}
              </Link>
            ),
          },
        ]
      : []),
    ...(run.commit
      ? [{ label: "Commit", value: <Digest value={run.commit} label="commit" /> }]
      : []),
    ...(run.endedAt
      ? [{ label: "Ended", value: <Time at={run.endedAt.toISOString()} format="absolute" /> }]
      : []),
  ];
}

const scanWords: Readonly<Record<RunDetail["cause"], string>> = {
  request: "Scan that somebody asked for",
  schedule: "Daily scan",
  push: "Scan after a push",
};

function kindOf({ kind, cause, task }: RunDetail): string {
  if (kind === "scan") return scanWords[cause];
  return task ? "Fix that a person asked for" : "Fix of a finding";
}
