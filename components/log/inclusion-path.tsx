import { Check, FileText, GitMerge } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../ui/cn.ts";
import { Digest } from "../ui/digest.tsx";

export interface PathStep {
  side: "left" | "right";
  /** The first and the last entry below the sibling. */
  first: number;
  last: number;
  /** Hashes, hex. */
  sibling: string;
  joined: string;
}

/** The way from an entry to the root, hash by hash, lowest first. */
export function InclusionPath({
  leafHash,
  steps,
  root,
}: {
  leafHash: string;
  steps: readonly PathStep[];
  root: string;
}) {
  const reached = steps.at(-1)?.joined ?? leafHash;
  return (
    <ol>
      <Node icon={<FileText aria-hidden="true" className="size-3.5" />} title="The entry’s leaf">
        <Digest value={leafHash} label="leaf hash" long />
      </Node>
      {steps.map((step, at) => (
        <Node
          key={step.joined}
          icon={<GitMerge aria-hidden="true" className="size-3.5" />}
          title={`Joined with ${entriesOf(step)} on the ${step.side}`}
        >
          <span className="grid gap-x-4 gap-y-0.5 text-fg-muted text-xs sm:grid-cols-2">
            <span>
              with <Digest value={step.sibling} label={`sibling ${at + 1}`} />
            </span>
            <span>
              gives <Digest value={step.joined} label={`hash ${at + 1}`} />
            </span>
          </span>
        </Node>
      ))}
      <Node
        icon={<Check aria-hidden="true" className="size-3.5" />}
        title={
          reached === root
            ? "It is the root of the log’s newest checkpoint"
            : "It is not the root of the log’s newest checkpoint"
        }
        verified={reached === root}
      >
        <Digest value={root} label="root hash" long />
      </Node>
    </ol>
  );
}

function entriesOf({ first, last }: PathStep): string {
  return first === last ? `entry ${first}` : `the entries ${first} to ${last}`;
}

function Node({
  icon,
  title,
  verified = false,
  children,
}: {
  icon: ReactNode;
  title: string;
  verified?: boolean;
  children: ReactNode;
}) {
  return (
    <li className="group keep relative grid grid-cols-[28px_minmax(0,1fr)] gap-4 pb-4 last:pb-0 max-narrow:gap-3">
      <span
        aria-hidden="true"
        className="absolute top-[30px] -bottom-0.5 left-[13.5px] border-line-strong border-l group-last:hidden"
      />
      <span
        className={cn(
          "grid size-7 place-items-center rounded-full border",
          verified
            ? "border-verified-line bg-verified-wash text-verified"
            : "border-line-strong bg-raised text-fg-muted",
        )}
      >
        {icon}
      </span>
      <div className="min-w-0">
        <p className="pt-1 text-sm">{title}</p>
        {children}
      </div>
    </li>
  );
}
