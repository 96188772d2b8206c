import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { consoleOf } from "#app/_server/console-of.ts";
import { InclusionPath } from "#components/log/inclusion-path.tsx";
import { PublicPage } from "#components/public/public-page.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { FactsList } from "#components/ui/panel.tsx";
import { Time } from "#components/ui/time.tsx";
import { toHex } from "#lib/base/index.ts";
import { inclusionSteps } from "#lib/engines/verify/index.ts";
import { readLogEntry } from "#lib/services/provenance/index.ts";

interface Props {
  params: Promise<{ index: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { index } = await params;
  return { title: isIndex(index) ? `Entry ${index} of the log` : "No such entry" };
}

export default async function LogEntryPage({ params }: Props) {
  const { index: text } = await params;
  const entry = isIndex(text) ? await readLogEntry(Number(text)) : null;
  if (entry === null) notFound();
  const { index, leafHash, size, root, path: hashes } = entry;
  const steps = inclusionSteps({ leaf: leafHash, index, size, hashes });
  return (
    <PublicPage signedInAs={await consoleOf()}>
      <p className="mb-3 text-sm">
        <a href="/log" className="link">
          The log
        </a>
      </p>
      <h1 className="font-semibold text-2xl">Entry {index}</h1>
      <p className="mt-2 mb-6 text-fg-muted text-md">
        {index === 0
          ? "The log’s own first entry: it says which log this is."
          : "A signed statement: of an approved fix, of its merge, or of an organization's keys. Which one is told only by whoever holds its bundle."}
      </p>
      <FactsList
        facts={[
          { label: "Leaf", value: <Digest value={toHex(leafHash)} label="leaf hash" long /> },
          { label: "Logged", value: <Time at={entry.at.toISOString()} format="absolute" /> },
          { label: "Tree", value: `${size.toLocaleString("en")} entries` },
        ]}
      />
      <section aria-labelledby="h-path" className="mt-10">
        <h2 id="h-path" className="mb-4 font-semibold text-lg">
          How the log contains it
        </h2>
        <InclusionPath
          leafHash={toHex(leafHash)}
          root={toHex(root)}
          steps={steps.map(({ side, from, to, sibling, joined }) => ({
            side,
            first: from,
            last: to - 1,
            sibling: toHex(sibling),
            joined: toHex(joined),
          }))}
        />
      </section>
    </PublicPage>
  );
}

function isIndex(text: string): boolean {
  return /^(0|[1-9]\d{0,14})$/.test(text);
}
