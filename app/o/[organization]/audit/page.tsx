import type { Metadata } from "next";
import { z } from "zod";
import { requireMember } from "#app/_server/current.ts";
import { type Query, queryValue } from "#app/_server/query.ts";
import { AuditList } from "#components/lists/audit-list.tsx";
import { ConsolePage, PageHead } from "#components/shell/page.tsx";
import { CommandBlock } from "#components/ui/command-block.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { type AuditEventView, listEvents } from "#lib/services/audit/index.ts";

export const metadata: Metadata = { title: "Audit log" };

const pageSize = 50;
const pages: Readonly<Record<string, string>> = {
  fix: "fixes",
  finding: "findings",
  run: "runs",
  repository: "repositories",
};

export default async function AuditPage({
  params,
  searchParams,
}: {
  params: Promise<{ organization: string }>;
  searchParams: Promise<Query>;
}) {
  const [{ organization: slug }, query] = await Promise.all([params, searchParams]);
  const { organization } = await requireMember(slug);
  const base = `/o/${slug}`;
  const before = queryValue(
    query,
    "before",
    z
      .string()
      .regex(/^\d{1,18}$/)
      .transform(BigInt),
  );
  const events = await listEvents(organization.id, {
    limit: pageSize,
    ...(before !== undefined && { before }),
  });
  const last = events.at(-1);
  return (
    <ConsolePage crumbs={[{ label: organization.name, href: base }, { label: "Audit log" }]}>
      <PageHead
        title="Audit log"
        lede="Every change, who made it, and a hash that binds it to the one before. It can only grow."
      />
      <AuditList events={events.map((event) => row(base, event))} />
      <Pagination
        label="Pages of events"
        next={last && events.length === pageSize ? `?before=${last.seq}` : undefined}
      />
      <section aria-labelledby="h-check" className="grid gap-2">
        <h2 id="h-check" className="font-semibold text-sm">
          Check the chain
        </h2>
        <p className="text-fg-muted">
          This recomputes every hash and finds an event that was edited, removed or moved.
        </p>
        <CommandBlock command={`npm run -s etna -- audit check ${organization.id}`} />
      </section>
    </ConsolePage>
  );
}

function row(base: string, event: AuditEventView) {
  const page = pages[event.targetType];
  const facts = Object.entries(event.detail).map(([name, value]) => `${name} ${textOf(value)}`);
  return {
    seq: event.seq,
    at: event.at.toISOString(),
    who: event.who,
    action: event.action,
    target: {
      label: event.targetId,
      ...(page && { href: `${base}/${page}/${event.targetId}` }),
    },
    ...(facts.length > 0 && { detail: facts.join(" · ") }),
    hash: event.hash,
  };
}

const shownInLists = 8;

/** What an event says, short enough for a row: the whole list stands in the event, as the API tells it. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) {
    const shown = value.slice(0, shownInLists).map(textOf).join(", ");
    const more = value.length - shownInLists;
    return more > 0 ? `${shown} and ${more} more` : shown;
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}
