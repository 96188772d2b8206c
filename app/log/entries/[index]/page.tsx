import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { consoleOf } from "#app/_server/console-of.ts";
import { type Query, queryValue } from "#app/_server/query.ts";
import { reportVerificationOf, verificationOf } from "#app/_server/verification.ts";
import { EntryBodyView } from "#components/log/entry-body.tsx";
import { InclusionPath } from "#components/log/inclusion-path.tsx";
import { PublicPage } from "#components/public/public-page.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { FactsList } from "#components/ui/panel.tsx";
import { Time } from "#components/ui/time.tsx";
import { toHex } from "#lib/base/index.ts";
import { type Bundle, inclusionSteps } from "#lib/engines/verify/index.ts";
import { describeLog, readLogEntry } from "#lib/services/provenance/index.ts";
import { meaningOf } from "./meaning.ts";

interface Props {
  params: Promise<{ index: string }>;
  searchParams: Promise<Query>;
}

export async function generateMetadata({ params }: Pick<Props, "params">): Promise<Metadata> {
  const { index } = await params;
  return { title: isIndex(index) ? `Entry ${index} of the log` : "No such entry" };
}

export default async function LogEntryPage({ params, searchParams }: Props) {
  const { index: text } = await params;
  const entry = isIndex(text) ? await readLogEntry(Number(text)) : null;
  if (entry === null) notFound();
  const { index, leafHash, size, root, path: hashes, body } = entry;
  const query = await searchParams;
  const fixId = await fixOf(index, queryValue(query, "fix", z.string()));
  const reportId = await reportOf(index, queryValue(query, "report", z.string()));
  const { bundles } = await describeLog();
  const meaning = meaningOf(body, index, bundles.logId);
  const steps = inclusionSteps({ leaf: leafHash, index, size, hashes });
  return (
    <PublicPage signedInAs={await consoleOf()}>
      <p className="mb-3 text-sm">
        <a href="/log" className="link">
          The log
        </a>
      </p>
      <h1 className="font-semibold text-2xl">Entry {index}</h1>
      <p className="mt-2 mb-6 text-fg-muted text-md">{meaning.words}</p>
      <FactsList
        facts={[
          { label: "Leaf", value: <Digest value={toHex(leafHash)} label="leaf hash" long /> },
          { label: "Logged", value: <Time at={entry.at.toISOString()} format="absolute" /> },
          { label: "Tree", value: countOf(size) },
          ...(fixId ? [{ label: "Fix", value: <VerifyLink id={fixId} /> }] : []),
          ...(reportId ? [{ label: "Report", value: <VerifyLink id={reportId} /> }] : []),
        ]}
      />
      <section aria-labelledby="h-path" className="mt-10">
        <h2 id="h-path" className="mb-4 font-semibold text-lg">
          How the log contains it
        </h2>
        <p className="mb-5 text-fg-muted">
          {steps.length === 0
            ? "It is the only entry, so its leaf is the root."
            : `From its leaf to the root in ${steps.length === 1 ? "one step" : `${steps.length} steps`}. What is dashed, the log gives; what is not, anyone computes: sha256 of a one byte, the left hash and the right one.`}
        </p>
        <InclusionPath
          index={index}
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
      <EntryBodyView fields={meaning.fields} text={meaning.text} sizeBytes={body.length} />
      <nav aria-label="Entries" className="mt-8 flex justify-between gap-4 text-sm">
        {index > 0 ? (
          <a href={`/log/entries/${index - 1}`} className="link">
            Entry {index - 1}
          </a>
        ) : (
          <span />
        )}
        {index + 1 < size && (
          <a href={`/log/entries/${index + 1}`} className="link">
            Entry {index + 1}
          </a>
        )}
      </nav>
    </PublicPage>
  );
}

/**
 * Only whoever comes with the id of a fix is led back to it: the log itself tells nobody which
 * entry is whose, and an id that is not of this entry is as good as none.
 */
async function fixOf(index: number, fixId: string | undefined): Promise<string | null> {
  const answer = fixId === undefined ? null : await verificationOf(fixId);
  if (answer === null) return null;
  const { bundle, mergedBundle } = answer;
  return isOf(index, [bundle, mergedBundle]) ? answer.fixId : null;
}

/** The same for the id of a campaign. */
async function reportOf(index: number, campaignId: string | undefined): Promise<string | null> {
  const answer = campaignId === undefined ? null : await reportVerificationOf(campaignId);
  return answer !== null && isOf(index, [answer.bundle]) ? answer.reportId : null;
}

function isOf(index: number, bundles: readonly (Bundle | null)[]): boolean {
  const entries = bundles.flatMap((each) => each?.verificationMaterial.tlogEntries ?? []);
  return entries.some(({ logIndex }) => Number(logIndex) === index);
}

function VerifyLink({ id }: { id: string }) {
  return (
    <a href={`/verify/${id}`} className="link font-mono text-xs">
      {id}
    </a>
  );
}

function countOf(size: number): string {
  return size === 1 ? "1 entry" : `${size.toLocaleString("en")} entries`;
}

function isIndex(text: string): boolean {
  return /^(0|[1-9]\d{0,14})$/.test(text);
}
