import Link from "next/link";
import { BreachCard } from "#components/campaigns/breach-card.tsx";
import { ActionButton } from "#components/ui/action-button.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import type { FormAction } from "#components/ui/form-state.ts";
import type { Report, ReportedBreach } from "#lib/services/campaigns/index.ts";

/** Cards for so many seeds; the rest is a list. */
const shownSeeds = 12;

/** One card a seed, the gravest first; its other breaches are in the list of cases. */
export function Breaches({
  report,
  campaignId,
  base,
  findings,
  make,
}: {
  report: Report;
  campaignId: string;
  /** The campaign's own address. */
  base: string;
  /** Findings that breaches were made into, by case. */
  findings: ReadonlyMap<string, string>;
  /** Undefined where this person or this target may not. */
  make?: FormAction | undefined;
}) {
  const bySeed = Map.groupBy(report.breaches, ({ seedId }) => seedId);
  const [console] = base.split("/campaigns/");
  const cards = [...bySeed.values()].slice(0, shownSeeds);
  return (
    <section aria-labelledby="h-breaches" className="grid gap-3">
      <header className="flex flex-wrap items-baseline gap-x-2">
        <h2 id="h-breaches" className="font-semibold text-sm">
          Breaches
        </h2>
        <span className="text-fg-subtle text-xs">
          {report.breaches.length === 0
            ? "None was seen."
            : `${count(report.breaches.length, "attempt")}, ${count(bySeed.size, "seed")}. The gravest first.`}
        </span>
      </header>
      {cards.map(([first, ...others], index) => {
        if (first === undefined) return null;
        const finding = findings.get(first.caseId);
        return (
          <BreachCard
            key={first.seedId}
            breach={first}
            variants={attemptsOf(report, first, others.length + 1)}
            transcriptHref={`${base}/cases/${first.caseId}`}
          >
            {finding === undefined ? (
              make && (
                <ActionButton
                  action={make}
                  values={{ campaignId, caseId: first.caseId }}
                  working="Making…"
                  size="sm"
                  variant={index === 0 ? "ember" : "secondary"}
                >
                  Make a finding
                </ActionButton>
              )
            ) : (
              <ButtonLink href={`${console}/findings/${finding}`} size="sm">
                See the finding
              </ButtonLink>
            )}
          </BreachCard>
        );
      })}
      {bySeed.size > shownSeeds && (
        <p>
          <Link href={`${base}/cases?verdict=breach`} className="link text-fg-muted text-sm">
            {count(bySeed.size - shownSeeds, "more seed")} with breaches
          </Link>
        </p>
      )}
    </section>
  );
}

function attemptsOf(report: Report, { seedId }: ReportedBreach, breaches: number): string {
  const tried = report.seeds.find((seed) => seed.seedId === seedId)?.tried ?? breaches;
  return `${breaches} of ${tried} attempts`;
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
