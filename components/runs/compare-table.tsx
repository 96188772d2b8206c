import Link from "next/link";
import type { ReactNode } from "react";
import type { AttemptView } from "#lib/services/attempts/index.ts";
import type { RunDetail } from "#lib/services/runs/index.ts";
import { validationSummary } from "../fixes/validation-summary.ts";
import { Panel, PanelHeader } from "../ui/panel.tsx";
import { byteSize, elapsedTime } from "../ui/time-text.ts";
import { VisibleText } from "../ui/visible-text.tsx";
import { editedPaths, lastChecks } from "./agent-steps.ts";
import { costWords, tokenWords, totalOf } from "./agent-words.ts";
import { makerWords } from "./maker.ts";
import { RunStatus } from "./run-status.tsx";

export interface ComparedRun {
  readonly run: RunDetail;
  readonly attempts: readonly AttemptView[];
  readonly href: string;
}

/** Two tries at the same finding, fact by fact. */
export function CompareTable({ sides }: { sides: readonly [ComparedRun, ComparedRun] }) {
  return (
    <Panel aria-labelledby="h-compared">
      <PanelHeader id="h-compared" title="Side by side" />
      <table className="w-full table-fixed text-left text-sm">
        <caption className="sr-only">The two runs, fact by fact</caption>
        <thead>
          <tr className="border-line border-b max-narrow:grid max-narrow:grid-cols-2">
            <th scope="col" className="w-36 px-4 py-2 max-narrow:sr-only">
              <span className="sr-only">Fact</span>
            </th>
            {sides.map(({ run, href }) => (
              <th key={run.id} scope="col" className="px-4 py-2 font-medium max-narrow:px-3">
                <Link href={href} className="link">
                  Run {run.number}
                </Link>
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {facts.map(({ label, of }) => (
            <tr key={label} className="align-top max-narrow:grid max-narrow:grid-cols-2">
              <th
                scope="row"
                className="px-4 py-2 font-normal text-fg-subtle text-xs leading-5 max-narrow:col-span-2 max-narrow:px-3 max-narrow:pb-0"
              >
                {label}
              </th>
              {sides.map((side) => (
                <td
                  key={side.run.id}
                  className="break-words px-4 py-2 tabular-nums max-narrow:px-3 max-narrow:text-xs"
                >
                  {of(side)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

const facts: readonly { label: string; of: (side: ComparedRun) => ReactNode }[] = [
  { label: "State", of: ({ run }) => <RunStatus state={run.state} /> },
  {
    label: "What came of it",
    of: ({ run }) => (run.outcome ? <VisibleText text={run.outcome} /> : "It is under way"),
  },
  { label: "Made by", of: ({ run }) => makerWords(run) },
  { label: "Note", of: ({ run }) => (run.note ? <VisibleText text={run.note} /> : "None") },
  { label: "Steps", of: ofModel(({ steps }) => String(steps)) },
  { label: "Tokens", of: ofModel(tokenWords) },
  {
    label: "Cost",
    of: ofModel((total) => (total.costUsd === null ? "Not known" : costWords(total))),
  },
  { label: "Shown of the code", of: shown },
  { label: "Edited", of: edited },
  { label: "Checks", of: checks },
  { label: "Took", of: took },
];

function ofModel(words: (total: ReturnType<typeof totalOf>) => string) {
  return ({ attempts }: ComparedRun) =>
    attempts.length === 0 ? "No model was asked" : words(totalOf(attempts));
}

function shown({ attempts }: ComparedRun): string {
  const sent = attempts.reduce((sum, { ledger }) => sum + ledger.sentBytes, 0);
  const paths = new Set(attempts.flatMap(({ ledger }) => ledger.pieces.map(({ path }) => path)));
  if (paths.size === 0) return "Nothing";
  return `${byteSize(sent)} of ${paths.size === 1 ? "1 file" : `${paths.size} files`}`;
}

function edited({ attempts }: ComparedRun): ReactNode {
  const paths = editedPaths(attempts.flatMap(({ events }) => events));
  return paths.length === 0
    ? "Nothing"
    : paths.map((path) => (
        <span key={path} className="block break-all font-mono text-xs leading-5">
          <VisibleText text={path} />
        </span>
      ));
}

function checks({ run, attempts }: ComparedRun): ReactNode {
  const last = run.checks.length > 0 ? run.checks : lastChecks(attempts.flatMap((a) => a.events));
  if (last.length === 0) return "None was run";
  return (
    <>
      {validationSummary(last)}
      {last
        .filter(({ outcome }) => outcome === "failed")
        .map(({ id, title, summary }) => (
          <span key={id} className="block text-xs leading-5">
            <span className="text-danger">Failed:</span> {title}. <VisibleText text={summary} />
          </span>
        ))}
    </>
  );
}

function took({ run }: ComparedRun): string {
  const end = run.endedAt ?? new Date();
  return elapsedTime(end.getTime() - run.createdAt.getTime());
}
