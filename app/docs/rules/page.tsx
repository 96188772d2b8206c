import type { Metadata } from "next";
import Link from "next/link";
import { consoleOf } from "#app/_server/console-of.ts";
import { PublicPage } from "#components/public/public-page.tsx";
import { SeverityBars } from "#components/ui/status.tsx";
import { severities } from "#lib/base/index.ts";
import { listRules, type RuleView } from "#lib/services/findings/index.ts";
import { familyName, familyOf, shortClassWords } from "./rule-words.ts";

export const metadata: Metadata = { title: "Rules" };

/** Every rule by family, the gravest first. Made of the rules themselves. */
export default async function RulesPage() {
  const rules = listRules();
  const families = [...Map.groupBy(rules, familyOf)];
  const off = rules.filter((rule) => rule.offByDefault !== undefined).length;
  const fixing = rules.filter((rule) => rule.fixClass !== "C").length;
  return (
    <PublicPage signedInAs={await consoleOf()}>
      <h1 className="mb-2 font-semibold text-2xl">Rules</h1>
      <p className="text-fg-muted text-md">
        Etna looks for {rules.length} kinds of fault without a model, and can fix {fixing} of them
        where the fix is proven. {offText(off)}Each page has the examples that the rule is tested
        with.
      </p>
      <nav aria-label="Families" className="mt-4 flex flex-wrap gap-x-4 gap-y-1 text-sm">
        {families.map(([family, of]) => (
          <a key={family} href={`#${family}`} className="link text-fg-muted">
            {familyName(family)} <span className="text-fg-subtle tabular-nums">{of.length}</span>
          </a>
        ))}
      </nav>
      {families.map(([family, of]) => (
        <section key={family} id={family} aria-labelledby={`h-${family}`} className="mt-10">
          <h2 id={`h-${family}`} className="mb-2 font-semibold text-lg">
            {familyName(family)}
          </h2>
          <ul className="divide-y divide-line border-line border-y">
            {of.toSorted(byGravity).map((rule) => (
              <RuleLine key={rule.id} rule={rule} />
            ))}
          </ul>
        </section>
      ))}
    </PublicPage>
  );
}

function RuleLine({ rule }: { rule: RuleView }) {
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_84px_128px] items-baseline gap-x-4 py-2 max-narrow:grid-cols-[auto_minmax(0,1fr)] max-narrow:gap-x-3">
      <span className="min-w-0 max-narrow:col-span-2">
        <Link
          href={`/docs/rules/${rule.id}`}
          className="font-medium no-underline underline-offset-3 hover:underline"
        >
          {rule.title}
        </Link>
        <span className="meta">
          <code className="break-all">{rule.id}</code>
          {rule.offByDefault !== undefined && <span>off unless asked for</span>}
        </span>
      </span>
      <SeverityBars severity={rule.severity} className="text-fg-muted text-xs" />
      <span className="text-fg-subtle text-xs">{shortClassWords[rule.fixClass]}</span>
    </li>
  );
}

function offText(off: number): string {
  if (off === 0) return "";
  return off === 1 ? "One is off unless it is asked for. " : `${off} are off unless asked for. `;
}

function byGravity(a: RuleView, b: RuleView): number {
  const rank = ({ severity }: RuleView) => severities.indexOf(severity);
  return rank(a) - rank(b) || (a.id < b.id ? -1 : 1);
}
