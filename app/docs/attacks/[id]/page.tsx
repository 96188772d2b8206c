import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { consoleOf } from "#app/_server/console-of.ts";
import { referenceHref } from "#components/campaigns/reference-links.ts";
import { PublicPage } from "#components/public/public-page.tsx";
import { type Fact, FactsList } from "#components/ui/panel.tsx";
import { SeverityBars } from "#components/ui/status.tsx";
import { type DescribedSeed, describeSeed } from "#lib/services/campaigns/index.ts";

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const described = await describeSeed((await params).id);
  return { title: described?.seed.title ?? "Not found" };
}

/** One attack: what it tries, what to change, and what it asks of a target. */
export default async function AttackPage({ params }: Props) {
  const described = await describeSeed((await params).id);
  if (described === null) notFound();
  const { seed, transforms } = described;
  return (
    <PublicPage signedInAs={await consoleOf()}>
      <p className="font-mono text-fg-subtle text-xs">
        <Link href="/docs/attacks" className="link">
          Attacks
        </Link>{" "}
        / {seed.id}
      </p>
      <h1 className="mt-1 mb-2 font-semibold text-2xl">{seed.title}</h1>
      <div className="mb-6 grid gap-3 text-fg-muted text-md">
        <p>{seed.about}</p>
        <p>
          <b className="font-medium text-fg">What to change.</b> {seed.remediation}
        </p>
      </div>
      <FactsList facts={factsOf(described)} />
      {transforms.length > 0 && (
        <section aria-labelledby="h-transforms" className="mt-10">
          <h2 id="h-transforms" className="mb-2 font-semibold text-lg">
            In other words
          </h2>
          <dl className="divide-y divide-line border-line border-y text-sm">
            {transforms.map(({ title, about }) => (
              <div key={title} className="keep py-2">
                <dt className="font-medium">{title}</dt>
                <dd className="text-fg-muted">{about}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </PublicPage>
  );
}

function factsOf({ seed, categoryName, needs }: DescribedSeed): Fact[] {
  return [
    { label: "Severity", value: <SeverityBars severity={seed.severity} /> },
    {
      label: "Category",
      value: (
        <a href={referenceHref(seed.category)} className="link">
          {seed.category} {categoryName}
        </a>
      ),
    },
    ...(seed.also.length === 0
      ? []
      : [
          {
            label: "Also",
            value: seed.also.map((id) => (
              <a key={id} href={referenceHref(id)} className="link mr-3 font-mono text-xs">
                {id}
              </a>
            )),
          },
        ]),
    {
      label: "Needs",
      value:
        needs.length === 0
          ? "Nothing but an answer."
          : needs.map(({ capability, words }) => (
              <div key={capability}>
                <code>{capability}</code> {words}
              </div>
            )),
    },
    {
      label: "Ordinary task",
      value:
        seed.benign === undefined ? "None" : "One in the same surroundings, which must be done",
    },
  ];
}
