import { CircleSlash, CircleUserRound, LoaderCircle, ShieldCheck, Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../ui/cn.ts";

const looks = {
  signing: { icon: LoaderCircle, tone: "text-fg-muted", box: "border-line-strong" },
  signed: { icon: ShieldCheck, tone: "text-verified", box: "border-verified-line" },
  person: { icon: CircleUserRound, tone: "text-ember", box: "border-ember-line" },
  stopped: { icon: CircleSlash, tone: "text-fg-muted", box: "border-line-strong" },
  draft: { icon: LoaderCircle, tone: "text-fg-muted", box: "border-line-strong" },
  voided: { icon: Undo2, tone: "text-fg-muted", box: "border-line-strong" },
} as const;

/** What became of the fix, above its changes: signed with the way to its page, rejected, voided. */
export function FixResult({
  kind,
  title,
  text,
  children,
}: {
  kind: keyof typeof looks;
  title: string;
  text: ReactNode;
  children?: ReactNode;
}) {
  const { icon: Icon, tone, box } = looks[kind];
  return (
    <div
      role="status"
      className={cn(
        "flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border bg-raised px-4 py-3",
        box,
      )}
    >
      <Icon
        aria-hidden="true"
        className={cn("size-5", tone, kind === "signing" && "animate-spin")}
      />
      <div className="min-w-0 grow basis-48">
        <p className="font-medium">{title}</p>
        <div className="text-fg-muted">{text}</div>
      </div>
      {children && <div className="flex flex-wrap gap-2">{children}</div>}
    </div>
  );
}
