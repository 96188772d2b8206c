import { CircleUserRound, ShieldAlert, ShieldCheck, ShieldX, Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../ui/cn.ts";
import { type VerdictKind, verdictWords } from "./view.ts";

const gateOpen = {
  icon: ShieldAlert,
  tone: "text-ember",
  box: "border-ember-line bg-ember-wash",
} as const;

const looks = {
  valid: {
    icon: ShieldCheck,
    tone: "text-verified",
    box: "border-verified-line bg-verified-wash",
  },
  private: {
    icon: ShieldCheck,
    tone: "text-verified",
    box: "border-verified-line bg-verified-wash",
  },
  changed: {
    icon: CircleUserRound,
    tone: "text-ember",
    box: "border-ember-line bg-ember-wash",
  },
  invalid: {
    icon: ShieldX,
    tone: "text-danger",
    box: "border-danger-line bg-danger-wash",
  },
  voided: {
    icon: Undo2,
    tone: "text-fg-muted",
    box: "border-line-strong bg-raised",
  },
  report_passed: {
    icon: ShieldCheck,
    tone: "text-verified",
    box: "border-verified-line bg-verified-wash",
  },
  report_failed: gateOpen,
  report_open: gateOpen,
  report_invalid: {
    icon: ShieldX,
    tone: "text-danger",
    box: "border-danger-line bg-danger-wash",
  },
} as const;

export function verdictTitle(kind: VerdictKind): string {
  return verdictWords[kind].title;
}

/** The answer, before anything else on the page. The children say why, in one or two sentences. */
export function Verdict({
  kind,
  title,
  nested = false,
  children,
}: {
  kind: VerdictKind;
  title?: string | undefined;
  /** Inside a page that has a verdict, or a title, of its own. */
  nested?: boolean;
  children: ReactNode;
}) {
  const { icon: Icon, tone, box } = looks[kind];
  const { word, title: usual } = verdictWords[kind];
  const Heading = nested ? "h3" : "h1";
  const id = nested ? "verdict-dropped" : "verdict";
  return (
    <section
      aria-labelledby={id}
      className={cn(
        "keep grid grid-cols-[44px_minmax(0,1fr)] gap-5 rounded-lg border p-6 max-narrow:grid-cols-1 max-narrow:gap-2.5 max-narrow:px-4 max-narrow:py-5 print:grid-cols-[44px_minmax(0,1fr)] print:gap-5 print:border-[1.5px] print:bg-transparent",
        box,
      )}
    >
      <Icon aria-hidden="true" className={cn("size-11 stroke-[1.4] max-narrow:size-9", tone)} />
      <div>
        <p className={cn("font-semibold text-sm", tone)}>{word}</p>
        <Heading
          id={id}
          className="mb-2 font-semibold text-2xl max-narrow:text-[1.5rem] max-narrow:leading-[1.875rem]"
        >
          {title ?? usual}
        </Heading>
        <div className="text-fg-muted text-md [&_b]:text-fg">{children}</div>
      </div>
    </section>
  );
}
