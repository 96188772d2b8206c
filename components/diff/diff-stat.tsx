import { cn } from "../ui/cn.ts";

/** "+13 −3": added is blue, removed is grey. */
export function DiffStat({
  additions,
  deletions,
  className,
}: {
  additions: number;
  deletions: number;
  className?: string;
}) {
  return (
    <span className={cn("whitespace-nowrap font-medium font-mono text-xs tabular-nums", className)}>
      <span className="text-(--diff-add-mark)">+{additions}</span>{" "}
      <span className="text-(--diff-del-mark)">−{deletions}</span>
    </span>
  );
}
