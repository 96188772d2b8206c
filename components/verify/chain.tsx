import type { ReactNode } from "react";
import { cn } from "../ui/cn.ts";
import { CopyHere } from "../ui/copy-here.tsx";
import { Time } from "../ui/time.tsx";
import { type ChainLinkId, chainIcons, chainLinks, type ReportLinkId } from "./chain-links.ts";
import { CheckDetails } from "./check-details.tsx";
import { OpenAll } from "./open-all.tsx";
import type { VerifyCheck } from "./view.ts";

/** What is said of a link besides its checks: when, and by whom. */
export interface ChainStep {
  at?: string | undefined;
  text: ReactNode;
}

type LinkId = ChainLinkId | ReportLinkId;

/** The five links of a fix, or others, each with its checks. It works without JavaScript. */
export function ChainOfLinks({
  checks,
  steps,
  links = chainLinks,
}: {
  checks: readonly VerifyCheck[];
  steps: Readonly<Partial<Record<LinkId, ChainStep>>>;
  links?: readonly { readonly id: LinkId; readonly title: string }[];
}) {
  const allHold = checks.every((check) => check.outcome !== "fails");
  return (
    <section aria-labelledby="h-chain" className="mt-12 max-narrow:mt-10">
      <header className="mb-5 flex items-baseline justify-between">
        <h2 id="h-chain" className="font-semibold text-lg">
          The chain
        </h2>
        <OpenAll />
      </header>
      <CopyHere>
        <ol>
          {links.map((link) => (
            <Link
              key={link.id}
              id={link.id}
              title={link.title}
              checks={checks.filter((check) => check.link === link.id)}
              step={steps[link.id]}
              allHold={allHold}
            />
          ))}
        </ol>
      </CopyHere>
    </section>
  );
}

function Link({
  id,
  title,
  checks,
  step,
  allHold,
}: {
  id: LinkId;
  title: string;
  checks: readonly VerifyCheck[];
  step: ChainStep | undefined;
  allHold: boolean;
}) {
  const Icon = chainIcons[id];
  const broken = checks.some((check) => check.outcome === "fails");
  const open = checks.length > 0 && checks.every((check) => check.outcome === "not_run");
  const sound = allHold && !open;
  return (
    <li className="group relative grid grid-cols-[28px_minmax(0,1fr)] gap-4 pb-7 last:pb-0 max-narrow:gap-3">
      <span
        aria-hidden="true"
        className={cn(
          "absolute top-[30px] -bottom-0.5 left-[13.5px] border-l group-last:hidden",
          broken
            ? "border-danger border-dashed"
            : sound
              ? "border-verified-line"
              : "border-line-strong",
        )}
      />
      <span
        className={cn(
          "grid size-7 place-items-center rounded-full border",
          broken
            ? "border-danger-line bg-danger-wash text-danger"
            : sound
              ? "border-verified-line bg-verified-wash text-verified"
              : "border-line-strong bg-raised text-fg-muted",
          open && "border-dashed text-fg-subtle",
        )}
      >
        <Icon aria-hidden="true" className="size-3.5" />
      </span>
      <div className="min-w-0">
        <header className="flex min-h-7 flex-wrap items-baseline justify-between gap-x-4 pt-[3px]">
          <h3 className="font-semibold text-md leading-[22px]">{title}</h3>
          {step?.at && <Time at={step.at} format="absolute" className="text-fg-subtle text-xs" />}
        </header>
        {step && <p className="mb-2.5 text-fg-muted text-sm">{step.text}</p>}
        {checks.map((check) => (
          <CheckDetails key={check.id} check={check} allHold={allHold} />
        ))}
      </div>
    </li>
  );
}
