"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { useRouter } from "next/navigation";
import { useShortcuts } from "../shell/shortcuts.ts";
import { ButtonLink } from "../ui/button.tsx";
import { Keys } from "../ui/kbd.tsx";

/** To the case before and the case after, also by the keys [ and ]. */
export function NeighbourLinks({
  previous,
  next,
}: {
  previous: string | null;
  next: string | null;
}) {
  const router = useRouter();
  useShortcuts({
    ...(previous !== null && { "[": () => router.push(previous) }),
    ...(next !== null && { "]": () => router.push(next) }),
  });
  return (
    <nav aria-label="Cases" className="flex flex-wrap gap-2">
      {previous !== null && (
        <ButtonLink href={previous} size="sm" rel="prev">
          <ChevronLeft aria-hidden="true" />
          Before <Keys keys={["["]} />
        </ButtonLink>
      )}
      {next !== null && (
        <ButtonLink href={next} size="sm" rel="next">
          After <Keys keys={["]"]} />
          <ChevronRight aria-hidden="true" />
        </ButtonLink>
      )}
    </nav>
  );
}
