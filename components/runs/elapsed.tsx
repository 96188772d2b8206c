"use client";

import { useEffect, useState } from "react";
import { cn } from "../ui/cn.ts";
import { elapsedTime } from "../ui/time-text.ts";

/** How long something has taken, counting on while it has no end. */
export function Elapsed({
  since,
  until,
  className,
}: {
  since: string;
  until?: string | undefined;
  className?: string;
}) {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    if (until) return;
    setNowMs(Date.now());
    const timer = setInterval(() => setNowMs(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [until]);
  const endMs = until ? Date.parse(until) : nowMs;
  return (
    <span className={cn("whitespace-nowrap tabular-nums", className)} suppressHydrationWarning>
      {elapsedTime(endMs - Date.parse(since))}
    </span>
  );
}
