import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { consoleOf } from "#app/_server/console-of.ts";
import { CodeExcerpt } from "#components/diff/code-excerpt.tsx";
import { PublicPage } from "#components/public/public-page.tsx";
import { FactsList } from "#components/ui/panel.tsx";
import { Prose } from "#components/ui/prose.tsx";
import { SeverityBars } from "#components/ui/status.tsx";
import { describeRule, type RuleView } from "#lib/services/findings/index.ts";

interface Props {
  params: Promise<{ rule: string[] }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const rule = describeRule((await params).rule.join("/"));
  return { title: rule?.title ?? "Not found" };
}

const classes = {
  A: "Proposed by itself",
  B: "Proposed where its narrow condition is proven",
  C: "Reported only",
} as const;

/** A rule's page is made of the rule: its examples are its tests. */
export default async function RulePage({ params }: Props) {
  const rule = describeRule((await params).rule.join("/"));
  if (rule === null) notFound();
  return (
    <PublicPage signedInAs={await consoleOf()}>
      <p className="font-mono text-fg-subtle text-xs">{rule.id}</p>
      <h1 className="mt-1 mb-2 font-semibold text-2xl">{rule.title}</h1>
      <p className="mb-6 text-fg-muted text-md">
        <Prose text={rule.why} />
      </p>
      <FactsList
        facts={[
          { label: "Weakness", value: rule.cwe },
          { label: "Severity", value: <SeverityBars severity={rule.severity} /> },
          { label: "Looks at", value: rule.languages.join(", ") },
          { label: "Fix", value: `${rule.fixTitle}. ${classes[rule.fixClass]}.` },
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

function Examples({ title, examples }: { title: string; examples: RuleView["examples"]["bad"] }) {
  if (examples.length === 0) return null;
  return (
    <section aria-label={title} className="mt-10 grid gap-4">
      <h2 className="font-semibold text-lg">{title}</h2>
      {examples.map((example, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: examples are a fixed list
        <div key={index} className="grid gap-2">
          {example.note && (
            <p className="text-fg-muted">
              <Prose text={example.note} />
            </p>
          )}
          <Code path={example.path} text={textOf(example.code)} line={example.line} />
          {typeof example.after === "string" && (
            <>
              <p className="text-fg-subtle text-xs">After the fix</p>
              <Code path={example.path} text={example.after} />
            </>
          )}
        </div>
      ))}
    </section>
  );
}

function Code({ path, text, line }: { path: string; text: string; line?: number | undefined }) {
  return (
    <CodeExcerpt
      path={path}
      lines={text.replace(/\n$/, "").split("\n")}
      firstLine={1}
      {...(line && { fault: { from: line, to: line } })}
    />
  );
}

function textOf(code: string | (() => string)): string {
  return typeof code === "string" ? code : code();
}
