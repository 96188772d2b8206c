"use client";

import { useEffect, useState } from "react";
import { cn } from "./cn.ts";
import { absoluteTime, clockTime, relativeTime, timeTitle } from "./time-text.ts";

const refreshMs = 30_000;

/** A moment. `at` is ISO 8601. Relative in lists, full UTC on public pages, the clock in timelines. */
export function Time({
  at,
  format = "relative",
  className,
}: {
  at: string;
  format?: "relative" | "absolute" | "clock";
  className?: string;
}) {
  const [nowMs, setNowMs] = useState(() => Date.now());
  const [local, setLocal] = useState("");

  useEffect(() => {
    setLocal(new Date(at).toLocaleString("en-GB", { timeZoneName: "short" }));
    setNowMs(Date.now());
    if (format !== "relative") return;
    const timer = setInterval(() => setNowMs(Date.now()), refreshMs);
    return () => clearInterval(timer);
  }, [at, format]);

  const text =
    format === "relative"
      ? relativeTime(at, nowMs)
      : format === "clock"
        ? clockTime(at)
        : absoluteTime(at);
  return (
    // The server's clock and the browser's may name two different minutes.
    <time
      dateTime={at}
      title={local ? `${local} · ${timeTitle(at)}` : timeTitle(at)}
      className={cn("tabular-nums", className)}
      suppressHydrationWarning
    >
      {text}
    </time>
  );
}
