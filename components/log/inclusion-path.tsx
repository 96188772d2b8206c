import { CircleSlash, Equal, FileText, type LucideIcon, Plus, ShieldCheck } from "lucide-react";
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

interface Hash {
  value: string;
  first: number;
  last: number;
}

/** The way from an entry to the root: at each step a hash that is computed meets one that is given. */
export function InclusionPath({
  index,
  leafHash,
  steps,
  root,
}: {
  index: number;
  leafHash: string;
  steps: readonly PathStep[];
  root: string;
}) {
  const reached = steps.at(-1)?.joined ?? leafHash;
  const isRoot = reached === root;
  let own: Hash = { value: leafHash, first: index, last: index };
  const levels = steps.map((step, at) => {
    const level = { step, own, to: sideOf(steps[at + 1]) };
    const { first, last } = own;
    own = {
      value: step.joined,
      first: Math.min(first, step.first),
      last: Math.max(last, step.last),
    };
    return level;
  });
  return (
    <ol className="max-w-[560px]">
      {levels.map(({ step, own: computed, to }, at) => (
        <li key={step.joined} className="keep">
          <div className="grid grid-cols-2 gap-x-4 max-narrow:gap-x-2">
            {step.side === "left" && <Sibling step={step} />}
            <Computed hash={computed} isLeaf={at === 0} />
            {step.side === "right" && <Sibling step={step} />}
          </div>
          <Joined to={to} />
        </li>
      ))}
      <li>
        <Box
          icon={isRoot ? ShieldCheck : CircleSlash}
          title={isRoot ? "The root, as the checkpoint has it" : "Not the root of the checkpoint"}
          about={entriesOf(own)}
          hash={reached}
          className={
            isRoot
              ? "border-verified-line bg-verified-wash [&>p>.lucide]:text-verified"
              : "border-danger-line bg-danger-wash"
          }
        />
      </li>
    </ol>
  );
}

function Computed({ hash, isLeaf }: { hash: Hash; isLeaf: boolean }) {
  return (
    <Box
      icon={isLeaf ? FileText : Equal}
      title={isLeaf ? "Its leaf, computed" : "Computed"}
      about={entriesOf(hash)}
      hash={hash.value}
      className="border-control bg-raised"
    />
  );
}

function Sibling({ step }: { step: PathStep }) {
  return (
    <Box
      icon={Plus}
      title="Sibling, given"
      about={entriesOf(step)}
      hash={step.sibling}
      className="border-line-strong border-dashed"
    />
  );
}

function Box({
  icon: Icon,
  title,
  about,
  hash,
  className,
}: {
  icon: LucideIcon;
  title: string;
  about: string;
  hash: string;
  className: string;
}) {
  return (
    <div className={cn("min-w-0 rounded-md border px-3 py-2 max-narrow:px-2", className)}>
      <p className="flex items-center gap-1.5 font-medium text-xs">
        <Icon aria-hidden="true" className="size-3.5 text-fg-subtle" />
        {title}
      </p>
      <p className="text-fg-subtle text-xs tabular-nums">{about}</p>
      <Digest
        value={hash}
        label={`hash of ${about}`}
        className="max-narrow:whitespace-nowrap max-narrow:text-[11px]"
      />
    </div>
  );
}

/** From the two hashes of a step down to where the one that they make stands. */
function Joined({ to }: { to: "left" | "middle" | "right" }) {
  const x = { left: 25, middle: 50, right: 75 }[to];
  return (
    <>
      <span className="sr-only">Both together, left before right, are hashed to the next.</span>
      <svg
        aria-hidden="true"
        viewBox="0 0 100 20"
        preserveAspectRatio="none"
        className="h-6 w-full text-line-strong"
      >
        <path
          d={`M25 0V8H75V0M${x} 8V20`}
          fill="none"
          stroke="currentColor"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
    </>
  );
}

/** Where the computed hash stands in the next step: across from its sibling. */
function sideOf(next: PathStep | undefined): "left" | "middle" | "right" {
  if (next === undefined) return "middle";
  return next.side === "left" ? "right" : "left";
}

function entriesOf({ first, last }: { first: number; last: number }): string {
  return first === last ? `entry ${first}` : `entries ${first} to ${last}`;
}
