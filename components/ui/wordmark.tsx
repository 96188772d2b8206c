import Link from "next/link";
import { cn } from "./cn.ts";

export function Glyph({ className }: { className?: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      aria-hidden="true"
      className={cn("size-4 shrink-0 fill-current", className)}
    >
      <path d="M7.2 1.8h2.6L11.2 5 6.3 8.9 4.5 7.2ZM3.4 9.3l3 2 5.7-4.1 3.1 7.2H.8Z" />
    </svg>
  );
}

export function Wordmark({ large = false }: { large?: boolean }) {
  return (
    <Link
      href="/"
      aria-label="Etna, home"
      className={cn(
        "inline-flex items-center gap-2 font-semibold tracking-[-0.02em] no-underline",
        large ? "text-[20px]" : "text-md",
      )}
    >
      <Glyph className={large ? "size-[26px]" : "size-5"} />
      <span>Etna</span>
    </Link>
  );
}
