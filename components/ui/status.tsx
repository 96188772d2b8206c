import {
  Check,
  CircleDashed,
  CircleSlash,
  CircleUserRound,
  GitMerge,
  GitPullRequest,
  LoaderCircle,
  type LucideIcon,
  ShieldAlert,
  ShieldCheck,
  ShieldX,
  Timer,
  Undo2,
  X,
} from "lucide-react";
import type { ReactNode } from "react";
import type { Severity } from "#lib/base/index.ts";
import { cn } from "./cn.ts";
import { severityWord } from "./severity-word.ts";

/** What a status says. The kind fixes icon and colour; the word is the caller's. */
export type StatusKind =
  | "person"
  | "running"
  | "passed"
  | "not_run"
  | "proposed"
  | "merged"
  | "stopped"
  | "reverted"
  | "verified"
  | "invalid"
  | "breach"
  | "failed"
  | "clock";

const looks: Record<StatusKind, { icon: LucideIcon; className: string }> = {
  person: { icon: CircleUserRound, className: "text-ember" },
  running: { icon: LoaderCircle, className: "text-fg-muted" },
  passed: { icon: Check, className: "text-fg-muted" },
  not_run: { icon: CircleDashed, className: "text-fg-muted" },
  proposed: { icon: GitPullRequest, className: "text-fg-muted" },
  merged: { icon: GitMerge, className: "text-fg-muted" },
  stopped: { icon: CircleSlash, className: "text-fg-muted" },
  reverted: { icon: Undo2, className: "text-fg-muted" },
  verified: { icon: ShieldCheck, className: "text-verified" },
  invalid: { icon: ShieldX, className: "text-danger" },
  breach: { icon: ShieldAlert, className: "text-danger" },
  failed: { icon: X, className: "text-danger" },
  clock: { icon: Timer, className: "text-clock tabular-nums" },
};

export function Status({
  kind,
  className,
  children,
}: {
  kind: StatusKind;
  className?: string;
  children: ReactNode;
}) {
  const { icon: Icon, className: tone } = looks[kind];
  return (
    <span
      className={cn(
        "inline-flex items-center gap-[5px] whitespace-nowrap align-middle font-medium text-xs",
        tone,
        className,
      )}
    >
      <Icon aria-hidden="true" className={cn("size-3.5", kind === "running" && "animate-spin")} />
      {children}
    </span>
  );
}

const severityRank: Record<Severity, number> = { low: 1, medium: 2, high: 3, critical: 4 };

/** Severity is four bars and a word, never a hue. */
export function SeverityBars({ severity, className }: { severity: Severity; className?: string }) {
  const bars = [
    { rank: 1, x: 1, height: 3 },
    { rank: 2, x: 4.7, height: 5.7 },
    { rank: 3, x: 8.4, height: 8.4 },
    { rank: 4, x: 12.1, height: 11.1 },
  ];
  return (
    <span className={cn("inline-flex items-center gap-[5px] whitespace-nowrap", className)}>
      <svg viewBox="0 0 16 16" className="size-3" aria-hidden="true">
        {bars.map((bar) => (
          <rect
            key={bar.rank}
            x={bar.x}
            y={14 - bar.height}
            width="2.6"
            height={bar.height}
            rx=".6"
            className={bar.rank <= severityRank[severity] ? "fill-fg-muted" : "fill-line-strong"}
          />
        ))}
      </svg>
      {severityWord[severity]}
    </span>
  );
}

/** A count beside a title; ember where that many things need a person. */
export function Count({ value, person = false }: { value: number; person?: boolean }) {
  return (
    <span
      className={cn(
        "h-5 min-w-5 rounded-full px-1.5 text-center font-medium text-xs leading-5! tabular-nums",
        person
          ? "bg-ember-wash text-ember ring-1 ring-ember-line ring-inset"
          : "bg-hover text-fg-muted",
      )}
    >
      {value.toLocaleString("en")}
    </span>
  );
}

export function Badge({ className, children }: { className?: string; children: ReactNode }) {
  return (
    <span
      className={cn(
        "inline-flex h-5 items-center rounded-sm border border-line px-1.5 text-fg-muted text-xs",
        className,
      )}
    >
      {children}
    </span>
  );
}
