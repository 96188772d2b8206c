import { ChevronLeft, ChevronRight } from "lucide-react";
import { ButtonLink } from "./button.tsx";

/** Keyset pagination: the addresses of the pages before and after, where there are any. */
export function Pagination({
  label,
  summary,
  previous,
  next,
}: {
  label: string;
  summary?: string | undefined;
  previous?: string | undefined;
  next?: string | undefined;
}) {
  if (!previous && !next && !summary) return null;
  return (
    <nav
      aria-label={label}
      className="flex items-center justify-between gap-4 text-fg-subtle text-xs"
    >
      <span>{summary}</span>
      <span className="flex gap-2">
        {previous && (
          <ButtonLink size="sm" href={previous} rel="prev">
            <ChevronLeft aria-hidden="true" />
            Newer
          </ButtonLink>
        )}
        {next && (
          <ButtonLink size="sm" href={next} rel="next">
            Older
            <ChevronRight aria-hidden="true" />
          </ButtonLink>
        )}
      </span>
    </nav>
  );
}
