import { isAppError } from "#lib/base/index.ts";
import { type Prisma, readAs } from "#lib/platform/db/index.ts";
import { log } from "#lib/platform/log/index.ts";
import { checkConnection } from "#lib/services/connections/index.ts";
import { lookForAlerts } from "#lib/services/findings/index.ts";
import { followReview } from "#lib/services/fixes/index.ts";
import { notePush, refreshRepositories } from "#lib/services/repositories/index.ts";
import { obeyComments } from "./obey-comments.ts";
import { obeyIssueComment } from "./obey-issue-comment.ts";
import type { Subject } from "./subjects.ts";

/**
 * Looks at one thing on the forge and takes over how it stands. Returns a sentence for the delivery.
 * A forge that is away is tried again by the step; any other refusal is said and holds up nothing.
 */
export async function followSubject(
  organizationId: string,
  endpointId: string,
  subject: Subject,
): Promise<string> {
  try {
    return await follow(organizationId, endpointId, subject);
  } catch (error) {
    if (!isAppError(error) || error.code === "unavailable" || error.code === "internal") {
      throw error;
    }
    log.warn({ err: error, endpointId, subject: subject.kind }, "a delivery could not be followed");
    return error.message;
  }
}

async function follow(
  organizationId: string,
  endpointId: string,
  subject: Subject,
): Promise<string> {
  switch (subject.kind) {
    case "connection":
      return await followConnections(organizationId, endpointId, subject.installationId);
    case "repository": {
      const rows = await repositories(organizationId, endpointId, subject.forgeId);
      for (const { connectionId, forgeId } of rows) {
        await refreshRepositories(organizationId, connectionId, forgeId);
      }
      return rows.length === 0 ? "" : "Looked at the repository.";
    }
    case "push": {
      const rows = await repositories(organizationId, endpointId, subject.forgeId);
      const noted = await Promise.all(rows.map(({ id }) => notePush(organizationId, id, subject)));
      return noted.includes(true) ? "Noted the push for a scan." : "";
    }
    case "alerts": {
      const rows = await repositories(organizationId, endpointId, subject.forgeId);
      for (const { id } of rows) await lookForAlerts(organizationId, id);
      return rows.length === 0 ? "" : "Asked for the alerts.";
    }
    case "issue_comment": {
      const rows = await repositories(organizationId, endpointId, subject.forgeId);
      for (const { id } of rows) await obeyIssueComment(organizationId, id, subject);
      return rows.length === 0 ? "" : "Looked at a comment on an issue.";
    }
    case "review":
      return await followFixes(organizationId, endpointId, subject.forgeId, {
        reviewNumber: subject.number,
      });
    case "commit":
      return await followFixes(organizationId, endpointId, subject.forgeId, {
        headCommit: subject.commit,
      });
  }
}

async function followFixes(
  organizationId: string,
  endpointId: string,
  forgeId: string,
  where: Pick<Prisma.FixWhereInput, "reviewNumber" | "headCommit">,
): Promise<string> {
  const fixes = await readAs({ organizationId }, (db) =>
    db.fix.findMany({
      where: { repository: ofEndpoint(organizationId, endpointId, forgeId), ...where },
      select: { id: true },
    }),
  );
  for (const { id } of fixes) {
    await followReview(organizationId, id);
    await obeyComments(organizationId, id);
  }
  return fixes.map(({ id }) => `Looked at ${id}.`).join(" ");
}

/** An endpoint speaks only for the repositories of its own connections. */
function ofEndpoint(
  organizationId: string,
  endpointId: string,
  forgeId: string,
): Prisma.RepositoryWhereInput {
  const endpoints = { some: { id: endpointId } };
  const connection = { OR: [{ endpoints }, { forgeApp: { endpoints } }] };
  return { organizationId, forgeId, removedAt: null, connection };
}

async function repositories(organizationId: string, endpointId: string, forgeId: string) {
  return await readAs({ organizationId }, (db) =>
    db.repository.findMany({
      where: ofEndpoint(organizationId, endpointId, forgeId),
      select: { id: true, connectionId: true, forgeId: true },
    }),
  );
}

async function followConnections(
  organizationId: string,
  endpointId: string,
  installationId: string | null,
): Promise<string> {
  const endpoints = { some: { id: endpointId } };
  const rows = await readAs({ organizationId }, (db) =>
    db.connection.findMany({
      where: {
        organizationId,
        state: { not: "disconnected" },
        OR: [{ endpoints }, { forgeApp: { endpoints }, installationId }],
      },
      select: { id: true },
    }),
  );
  for (const { id } of rows) {
    const state = await checkConnection(organizationId, id);
    if (state === "active") await refreshRepositories(organizationId, id);
  }
  return rows.length === 0 ? "" : "Looked at the connection.";
}
