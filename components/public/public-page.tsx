import Link from "next/link";
import type { ReactNode } from "react";
import { ButtonLink } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { Glyph, Wordmark } from "../ui/wordmark.tsx";

const inner = "mx-auto flex max-w-[1136px] items-center justify-between gap-4 px-8 max-narrow:px-4";

/** Head and foot of every page that needs no account. `column` is the 760 px reading column. */
export function PublicPage({
  column = true,
  signedInAs,
  children,
}: {
  column?: boolean;
  /** Where "Console" leads, for someone who is signed in. */
  signedInAs?: { href: string } | undefined;
  children: ReactNode;
}) {
  return (
    <div className="flex min-h-screen flex-col text-base">
      <header className="border-line border-b print:border-0">
        <div className={cn(inner, "min-h-14 print:px-0")}>
          <Wordmark />
          <nav
            aria-label="Site"
            className="noprint flex flex-wrap items-center gap-x-5 gap-y-1 text-fg-muted text-sm"
          >
            <SiteLink href="/verify">Verify</SiteLink>
            {signedInAs ? (
              <ButtonLink size="sm" href={signedInAs.href}>
                Console
              </ButtonLink>
            ) : (
              <ButtonLink size="sm" href="/sign-in">
                Sign in
              </ButtonLink>
            )}
          </nav>
        </div>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className={cn(
          "w-full flex-1 outline-none",
          column
            ? "mx-auto max-w-[calc(var(--column)+48px)] px-6 pt-8 max-narrow:px-4 max-narrow:pt-5 print:max-w-none print:px-0"
            : "mx-auto max-w-[1136px] px-8 max-narrow:px-4",
        )}
      >
        {children}
      </main>
      <footer className="noprint mt-20 border-line border-t text-fg-subtle">
        <div
          className={cn(
            inner,
            "min-h-[72px] max-narrow:flex-col max-narrow:items-start max-narrow:py-4",
          )}
        >
          <span className="inline-flex items-center gap-2 font-semibold text-sm">
            <Glyph /> Etna
          </span>
          <nav aria-label="Footer" className="flex flex-wrap gap-x-5 gap-y-1 text-fg-muted text-sm">
            <SiteLink href="/verify">Verify</SiteLink>
            <SiteLink href="/log">Log</SiteLink>
            <SiteLink href="/docs/rules">Rules</SiteLink>
            <SiteLink href="/docs/attacks">Attacks</SiteLink>
            <SiteLink href="/sign-in">Sign in</SiteLink>
          </nav>
        </div>
      </footer>
    </div>
  );
}

function SiteLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link href={href} className="no-underline underline-offset-3 hover:text-fg hover:underline">
      {children}
    </Link>
  );
}

/** The narrow card of sign-in, of an invitation and of the first steps. */
export function CardPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main
      id="main"
      tabIndex={-1}
      className="grid min-h-screen place-items-center text-base outline-none"
    >
      <div className="grid w-full max-w-[376px] px-6 py-8">
        <Wordmark large />
        <h1 className="mt-10 mb-5 font-semibold text-xl">{title}</h1>
        {children}
      </div>
    </main>
  );
}
