import type { AttemptView } from "#lib/services/attempts/index.ts";
import { type Fact, FactsList, Panel, PanelHeader } from "../ui/panel.tsx";
import { VisibleText } from "../ui/visible-text.tsx";
import { editedPaths, failureWords, lastChecks } from "./agent-steps.ts";
import { costWords, count, tokenWords, totalOf } from "./agent-words.ts";

/** Of a run that ended without a pull request: what was tried, and why it stopped. */
export function WhatWasTried({
  attempts,
  why,
}: {
  attempts: readonly AttemptView[];
  /** In one sentence. */
  why: string;
}) {
  const events = attempts.flatMap((attempt) => attempt.events);
  const looked = [
    ...new Set(attempts.flatMap(({ ledger }) => ledger.pieces.map(({ path }) => path))),
  ];
  const edited = editedPaths(events);
  const checks = lastChecks(events);
  const failed = checks.filter(({ outcome }) => outcome === "failed");
  const troubles = failureWords(events);
  const total = totalOf(attempts);
  const facts: Fact[] = [
    { label: "Why it stopped", value: <VisibleText text={why} /> },
    { label: "Looked at", value: <Paths paths={looked} none="No file" /> },
    { label: "Edited", value: <Paths paths={edited} none="Nothing" /> },
    {
      label: "Checks",
      value:
        checks.length === 0
          ? "None was run: nothing was checked or handed in."
          : failed.length === 0
            ? "None that was run last had failed."
            : failed.map(({ id, title, summary }) => (
                <span key={id} className="block">
                  <span className="text-danger">Failed:</span> {title}.{" "}
                  <VisibleText text={summary} />
                </span>
              )),
    },
    ...(troubles.length === 0
      ? []
      : [
          {
            label: "The provider said",
            value: troubles.map((words) => (
              <span key={words} className="block">
                <VisibleText text={words} />
              </span>
            )),
          },
        ]),
    {
      label: "It took",
      value: `${count(total.steps, "step")}, ${tokenWords(total)}, ${costWords(total)}`,
    },
  ];
  return (
    <Panel aria-labelledby="h-tried">
      <PanelHeader id="h-tried" title="What was tried">
        No pull request was opened
      </PanelHeader>
      <FactsList
        facts={facts}
        className="border-t-0 px-4 max-narrow:px-3 [&>*:last-child]:border-b-0"
      />
    </Panel>
  );
}

const maxPaths = 12;

function Paths({ paths, none }: { paths: readonly string[]; none: string }) {
  if (paths.length === 0) return none;
  const rest = paths.length - maxPaths;
  return (
    <>
      {paths.slice(0, maxPaths).map((path) => (
        <span key={path} className="block break-all font-mono text-xs leading-5">
          <VisibleText text={path} />
        </span>
      ))}
      {rest > 0 && `and ${rest} more`}
    </>
  );
}
