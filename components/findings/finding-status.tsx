import { CircleDot, EyeOff, type LucideIcon, Moon } from "lucide-react";
import { cn } from "../ui/cn.ts";
import { Status } from "../ui/status.tsx";

export type FindingState = "open" | "fixed" | "ignored" | "snoozed" | "rejected";

const quiet: Record<"open" | "ignored" | "snoozed", { icon: LucideIcon; word: string }> = {
  open: { icon: CircleDot, word: "Open" },
  ignored: { icon: EyeOff, word: "Ignored" },
  snoozed: { icon: Moon, word: "Snoozed" },
};

export function FindingStatus({ state, className }: { state: FindingState; className?: string }) {
  if (state === "fixed")
    return (
      <Status kind="passed" {...(className ? { className } : {})}>
        Fixed
      </Status>
    );
  if (state === "rejected") {
    return (
      <Status kind="stopped" {...(className ? { className } : {})}>
        Fix rejected
      </Status>
    );
  }
  const { icon: Icon, word } = quiet[state];
  return (
    <span
      className={cn(
        "inline-flex items-center gap-[5px] whitespace-nowrap font-medium text-fg-muted text-xs",
        className,
      )}
    >
      <Icon aria-hidden="true" className="size-3.5" />
      {word}
    </span>
  );
}
