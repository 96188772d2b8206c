import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { requireMember } from "#app/_server/current.ts";
import { CompareTable } from "#components/runs/compare-table.tsx";
import { RunDiff } from "#components/runs/run-diff.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { readAttempts } from "#lib/services/attempts/index.ts";
import { getRun } from "#lib/services/runs/index.ts";
import { changeOf } from "../../model-work.tsx";

interface Props {
  params: Promise<{ organization: string; id: string; other: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { organization: slug, id, other } = await params;
  const { organization } = await requireMember(slug);
  const pair = await readPair(organization.id, id, other);
  return { title: pair ? `Run ${pair[0].number} and Run ${pair[1].number}` : "Not found" };
}

export default async function ComparePage({ params }: Props) {
  const { organization: slug, id, other } = await params;
  const { organization } = await requireMember(slug);
  const pair = await readPair(organization.id, id, other);
  if (pair === null) notFound();
  const base = `/o/${slug}`;
  const [left, right] = await Promise.all(
    pair.map(async (run) => {
      const attempts = await readAttempts(organization.id, run.id);
      const change = await changeOf(organization.id, run, attempts);
      return { run, attempts, change, href: `${base}/runs/${run.id}` };
    }),
  );
  if (left === undefined || right === undefined) notFound();
  return (
    <ConsolePage
      crumbs={[
        { label: "Runs", href: `${base}/runs` },
        { label: `Run ${left.run.number}`, href: left.href },
        { label: `Beside Run ${right.run.number}` },
      ]}
    >
      <PageHead
        title={`Run ${left.run.number} and Run ${right.run.number}`}
        lede={
          <>
            Two tries at{" "}
            <Link href={`${base}/findings/${left.run.findingId}`} className="link">
              {left.run.title}
            </Link>
          </>
        }
      />
      <CompareTable sides={[left, right]} />
      <div className="grid grid-cols-2 items-start gap-4 max-narrow:grid-cols-1">
        {[left, right].map(({ run, change }, at) => (
          <RunDiff
            key={run.id}
            id={`h-change-${at}`}
            title={`Run ${run.number}`}
            words={change.words || (change.files.length === 0 ? "changed nothing" : "")}
            files={change.files}
            layout="unified"
            firstNumber={1 + (at === 0 ? 0 : left.change.files.length)}
          />
        ))}
      </div>
    </ConsolePage>
  );
}

/** Two runs of one finding, or null: runs of different findings say nothing beside one another. */
async function readPair(organizationId: string, id: string, other: string) {
  if (id === other) return null;
  const [left, right] = await Promise.all([
    getRun(organizationId, id),
    getRun(organizationId, other),
  ]);
  if (left === null || right === null) return null;
  const isOne = left.findingId !== null && left.findingId === right.findingId;
  return isOne ? ([left, right] as const) : null;
}
