import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { consoleOf } from "#app/_server/console-of.ts";
import { PublicPage } from "#components/public/public-page.tsx";
import { FactsList } from "#components/ui/panel.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { SeverityBars } from "#components/ui/status.tsx";
import { describeRule } from "#lib/services/findings/index.ts";
import { classWords, familyName, familyOf } from "../rule-words.ts";
import { Examples } from "./examples.tsx";

interface Props {
  params: Promise<{ rule: string[] }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const rule = describeRule((await params).rule.join("/"));
  return { title: rule?.title ?? "Not found" };
}

/** A rule's page is made of the rule: its examples are its tests. */
export default async function RulePage({ params }: Props) {
  const rule = describeRule((await params).rule.join("/"));
  if (rule === null) notFound();
  return (
    <PublicPage signedInAs={await consoleOf()}>
      <p className="text-fg-subtle text-xs">
        <Link href="/docs/rules" className="link">
          Rules
        </Link>
        {" / "}
        <Link href={`/docs/rules#${familyOf(rule)}`} className="link">
          {familyName(familyOf(rule))}
        </Link>
        {" / "}
        <span className="break-all font-mono">{rule.id}</span>
      </p>
      <h1 className="mt-1 mb-2 font-semibold text-2xl">{rule.title}</h1>
      <p className="mb-6 text-fg-muted text-md">
        <Prose text={rule.why} />
      </p>
      <FactsList
        facts={[
          { label: "Weakness", value: rule.cwe },
          { label: "Severity", value: <SeverityBars severity={rule.severity} /> },
          { label: "Looks at", value: rule.languages.join(", ") },
          { label: "Fix", value: `${rule.fixTitle}. ${classWords[rule.fixClass]}.` },
          ...(rule.offByDefault === undefined
            ? []
            : [{ label: "Off unless asked for", value: <Prose text={rule.offByDefault} /> }]),
          { label: "Does not see", value: <Prose text={rule.notSeen} /> },
          { label: "To ignore a line", value: <code>{`etna-ignore ${rule.id}: reason`}</code> },
        ]}
      />
      <Examples title="Found" examples={rule.examples.bad} />
      <Examples title="Not found" examples={rule.examples.good} />
      <Examples title="Found, and left to a person" examples={rule.examples.untouched ?? []} />
    </PublicPage>
  );
}
