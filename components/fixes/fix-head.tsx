import Link from "next/link";
import type { Severity } from "#lib/base/index.ts";
import { Badge, SeverityBars, Status } from "../ui/status.tsx";
import { Time } from "../ui/time.tsx";
import { type FixState, FixStatus } from "./fix-status.tsx";

export interface FixHeadView {
  title: string;
  state: FixState;
  voided: boolean;
  /** A draft that waits for the repository's own CI. */
  waitsForCi: boolean;
  severity: Severity;
  /** "CWE-78". */
  weakness?: { id: string; href: string } | undefined;
  /** "19 h left", while a clock runs. */
  deadline?: string | undefined;
  repository: { name: string; href: string };
  branch: string;
  target: string;
  /** The pull request, where the forge has any. */
  review?: { label: string; href: string } | undefined;
  proposedAt: string;
  /** "Etna, rule js/exec-template". */
  proposedBy: string;
}

export function FixHead({ fix }: { fix: FixHeadView }) {
  return (
    <header>
      <div className="mb-2 flex flex-wrap items-center gap-x-3.5 gap-y-1.5 text-fg-muted text-xs">
        <FixStatus state={fix.state} voided={fix.voided} waitsForCi={fix.waitsForCi} />
        <SeverityBars severity={fix.severity} />
        {fix.weakness && (
          <a href={fix.weakness.href} className="no-underline">
            <Badge className="hover:bg-hover">{fix.weakness.id}</Badge>
          </a>
        )}
        {fix.deadline && <Status kind="clock">{fix.deadline}</Status>}
      </div>
      <h1 className="mb-1 font-semibold text-xl max-narrow:text-[1.25rem]">{fix.title}</h1>
      <div className="meta text-sm leading-[22px]">
        <span>
          <Link href={fix.repository.href} className="link">
            {fix.repository.name}
          </Link>
        </span>
        <span className="break-all font-mono text-[12.5px]">
          {fix.branch} → {fix.target}
        </span>
        {fix.review && (
          <span>
            <a href={fix.review.href} className="link">
              {fix.review.label}
            </a>
          </span>
        )}
        <span>
          Proposed <Time at={fix.proposedAt} /> by {fix.proposedBy}
        </span>
      </div>
    </header>
  );
}
