"use client";

import { Radio } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";

const settleMs = 250;

/**
 * Listens to a stream of server-sent events and has the page made anew on each. The server's page
 * is the truth, so a reload, a lost line or a late event changes nothing. An event named "end"
 * closes the stream.
 */
export function Live({ href }: { href: string }) {
  const router = useRouter();
  const [state, setState] = useState<"waiting" | "live" | "ended">("waiting");

  useEffect(() => {
    const stream = new EventSource(href);
    let timer: ReturnType<typeof setTimeout> | undefined;
    function refresh() {
      clearTimeout(timer);
      timer = setTimeout(() => router.refresh(), settleMs);
    }
    stream.onopen = () => setState("live");
    stream.onerror = () => setState("waiting");
    stream.onmessage = refresh;
    stream.addEventListener("end", () => {
      setState("ended");
      stream.close();
      refresh();
    });
    return () => {
      clearTimeout(timer);
      stream.close();
    };
  }, [href, router]);

  if (state === "ended") return null;
  return (
    <span
      role="status"
      className="inline-flex items-center gap-[5px] whitespace-nowrap text-fg-subtle text-xs max-narrow:hidden"
    >
      <Radio aria-hidden="true" className="size-3.5" />
      {state === "live" ? "Live" : "Connecting"}
    </span>
  );
}
