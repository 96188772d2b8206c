import { Lock } from "lucide-react";
import type { ReactNode } from "react";

const box = "keep mt-6 rounded-lg border border-line bg-raised px-6 py-5 max-narrow:p-4";

/** On an invalid page: what to do now, step by step. */
export function WhatToDo({ steps }: { steps: readonly { id: string; text: ReactNode }[] }) {
  return (
    <section aria-labelledby="h-what-to-do" className={box}>
      <h2 id="h-what-to-do" className="font-semibold text-lg">
        What to do
      </h2>
      <ol className="mt-2 grid list-decimal gap-1.5 pl-5 marker:text-fg-subtle">
        {steps.map((step) => (
          <li key={step.id}>{step.text}</li>
        ))}
      </ol>
    </section>
  );
}

/** On a private page: what is shown and what is not. The children are the ways on. */
export function PrivateNotice({ children }: { children?: ReactNode }) {
  return (
    <section
      aria-labelledby="h-private"
      className={`${box} grid grid-cols-[20px_minmax(0,1fr)] gap-4 max-narrow:grid-cols-1 max-narrow:gap-2`}
    >
      <Lock aria-hidden="true" className="mt-[3px] size-5 text-fg-subtle" />
      <div>
        <h2 id="h-private" className="font-semibold text-lg">
          What you can and cannot see
        </h2>
        <p className="mt-1 text-fg-muted">
          The repository, file names, finding and people are not on this page and not in the log:
          the log holds hashes only. Have the patch? Choose it here and the last check runs in this
          browser.
        </p>
        {children && (
          <div className="noprint mt-3.5 flex flex-wrap items-center gap-2">{children}</div>
        )}
      </div>
    </section>
  );
}

/** On the page of a report: why it is not there. The children are the ways on. */
export function ReportNotice({
  organization,
  children,
}: {
  organization: string;
  children: ReactNode;
}) {
  return (
    <section
      aria-labelledby="h-report"
      className={`${box} grid grid-cols-[20px_minmax(0,1fr)] gap-4 max-narrow:grid-cols-1 max-narrow:gap-2`}
    >
      <Lock aria-hidden="true" className="mt-[3px] size-5 text-fg-subtle" />
      <div>
        <h2 id="h-report" className="font-semibold text-lg">
          The report itself is not here
        </h2>
        <p className="mt-1 text-fg-muted">
          It tells how the agent was broken into, so {organization} alone hands it out. This page
          has what was signed of it: the figures, and the digest of its bytes. Have report.json?
          Choose it here and the last check runs in this browser.
        </p>
        <div className="noprint mt-3.5 flex flex-wrap items-center gap-2">{children}</div>
      </div>
    </section>
  );
}

/** In place of a fact that the organization keeps to itself. */
export function Withheld() {
  return (
    <span className="inline-flex items-center gap-1.5 text-fg-muted">
      <Lock aria-hidden="true" className="size-3.5" />
      Private
    </span>
  );
}
