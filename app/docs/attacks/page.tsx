import type { Metadata } from "next";
import Link from "next/link";
import { consoleOf } from "#app/_server/console-of.ts";
import { PublicPage } from "#components/public/public-page.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { SeverityBars } from "#components/ui/status.tsx";
import { describeSuite } from "#lib/services/campaigns/index.ts";

export const metadata: Metadata = { title: "Attacks" };

/** Every attack of the suite by category. Made of the attacks themselves. */
export default async function AttacksPage() {
  const { digest, categories } = await describeSuite();
  const seeds = categories.flatMap((each) => each.seeds);
  const twins = seeds.filter(({ benign }) => benign !== undefined).length;
  return (
    <PublicPage signedInAs={await consoleOf()}>
      <h1 className="mb-2 font-semibold text-2xl">Attacks</h1>
      <div className="grid gap-3 text-fg-muted text-md">
        <p>
          Etna tries {seeds.length} attacks on an agent of yours, in many wordings, and grades what
          the agent does: calls, changed records, and what came out. {twins} of them come with an
          ordinary task in the same surroundings, because an agent that refuses everything is not
          safe, only useless.
        </p>
        <p>
          Write your own in the same form (
          <a href="/docs/attacks/seed.schema.json" className="link">
            JSON Schema
          </a>
          ), and describe your agent in a target file (
          <a href="/docs/attacks/target.schema.json" className="link">
            JSON Schema
          </a>
          ). A report names the suite that it was made with: <Digest value={digest} label="suite" />
        </p>
      </div>
      <nav aria-label="Categories" className="mt-4 flex flex-wrap gap-x-4 gap-y-1 text-sm">
        {categories.map(({ category, seeds: of }) => (
          <a key={category} href={`#${category}`} className="link text-fg-muted">
            {category.slice(0, 5)} <span className="text-fg-subtle tabular-nums">{of.length}</span>
          </a>
        ))}
      </nav>
      {categories.map(({ category, name, seeds: of }) => (
        <section key={category} id={category} aria-labelledby={`h-${category}`} className="mt-10">
          <h2 id={`h-${category}`} className="mb-2 font-semibold text-lg">
            {name} <span className="font-mono font-normal text-fg-subtle text-xs">{category}</span>
          </h2>
          <ul className="divide-y divide-line border-line border-y">
            {of.map((seed) => (
              <li
                key={seed.id}
                className="grid grid-cols-[minmax(0,1fr)_84px] items-baseline gap-x-4 py-2"
              >
                <span className="min-w-0">
                  <Link
                    href={`/docs/attacks/${seed.id}`}
                    className="font-medium no-underline underline-offset-3 hover:underline"
                  >
                    {seed.title}
                  </Link>
                  <span className="meta">
                    <code>{seed.id}</code>
                    {seed.needs.length > 0 && <span>needs {seed.needs.join(", ")}</span>}
                  </span>
                </span>
                <SeverityBars severity={seed.severity} className="text-fg-muted text-xs" />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </PublicPage>
  );
}
