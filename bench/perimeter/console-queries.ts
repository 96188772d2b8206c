import { countFindings, findingsByWeek, listFindings } from "#lib/services/findings/index.ts";
import { countFixesToReview, listFixes } from "#lib/services/fixes/index.ts";
import { readSession } from "#lib/services/identity/index.ts";
import { findMembership, listMemberships } from "#lib/services/organizations/index.ts";
import { readLogStatus } from "#lib/services/provenance/index.ts";
import { listRepositories } from "#lib/services/repositories/index.ts";
import { countRunsUnderWay, listRuns } from "#lib/services/runs/index.ts";

/** The pages of the console that are measured. */
export type ConsolePageName = "overview" | "findings";

/** What a page of the console asks of the database, as it asks it: the same verbs, the same order. */
export async function askAs(page: ConsolePageName, sessionId: string, slug: string): Promise<void> {
  const person = await readSession(sessionId);
  const membership = person && (await findMembership(person.id, slug));
  if (!membership) throw new Error("The session has no part in the organization.");
  const { id } = membership.organization;
  // What shell and page both show is asked once.
  const repositories = listRepositories(id);
  const content = page === "overview" ? overview(id, repositories) : findings(id);
  await Promise.all([shell(id, person.id), repositories, content]);
}

/** app/o/[organization]/layout.tsx */
async function shell(organizationId: string, personId: string): Promise<void> {
  await Promise.all([
    listMemberships(personId),
    countFindings(organizationId),
    countRunsUnderWay(organizationId),
    countFixesToReview(organizationId),
    readLogStatus(),
    listFixes(organizationId, { states: ["proposed"], limit: 5 }),
  ]);
}

/** app/o/[organization]/page.tsx */
async function overview(organizationId: string, repositories: Promise<unknown>): Promise<void> {
  await repositories;
  await Promise.all([
    listFixes(organizationId, { states: ["proposed"], limit: 8 }),
    listRuns(organizationId, { underWay: true, limit: 8 }),
    listFixes(organizationId, { states: ["signed", "merged"], signed: true, limit: 5 }),
    findingsByWeek(organizationId, 14),
  ]);
}

/** app/o/[organization]/findings/page.tsx */
async function findings(organizationId: string): Promise<void> {
  await listFindings(organizationId, { state: "open", limit: 50 });
}
