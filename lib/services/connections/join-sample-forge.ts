import { AppError } from "#lib/base/index.ts";
import { config } from "#lib/platform/config/index.ts";
import { readAs } from "#lib/platform/db/index.ts";
import { arriveAtSampleForge } from "#lib/platform/forge/index.ts";
import { sampleFiles } from "#lib/platform/workspace/index.ts";
import { requirePermission, type UserActor } from "#lib/services/audit/index.ts";
import { findPerson, linkSampleAccount } from "#lib/services/identity/index.ts";
import { connectInstallation } from "./connect-installation.ts";
import { beginGithubApp, finishGithubApp, githubAppForm } from "./create-github-app.ts";

export interface SamplePlace {
  readonly connectionId: string;
  /** The sample repository there, by the forge's own id. */
  readonly forgeId: string;
}

/**
 * Connects the sample forge of this machine by an App of the organization's own, as GitHub is
 * connected, with the person's account there linked to them. Again gives the same connection.
 * Throws `precondition_failed` where there is no sample forge.
 */
export async function joinSampleForge(
  actor: UserActor,
  organizationId: string,
): Promise<SamplePlace> {
  await requirePermission(actor, "connection.create", organizationId);
  const { sampleForge } = config();
  const person = await findPerson(actor.userId);
  if (sampleForge === null || person === null) {
    throw new AppError(
      "precondition_failed",
      "There is no sample forge here. npm start brings one while only this machine can reach Etna.",
    );
  }
  const { url } = sampleForge;
  const known = await readAs({ organizationId }, (db) =>
    db.connection.findFirst({
      where: { organizationId, host: url, method: "github_app", state: "active" },
    }),
  );
  const flow = known === null ? await beginGithubApp(actor, organizationId, url) : null;
  const form = flow && (await githubAppForm(organizationId, flow, ""));
  const { account, repository, app } = await arriveAtSampleForge(sampleForge, {
    person: { id: person.id, name: person.name ?? "" },
    organizationId,
    files: await sampleFiles(),
    manifest: form && (JSON.parse(form.manifest) as object),
  });
  await linkSampleAccount(actor, { subject: account.id, label: account.login });
  const forgeId = repository.id;
  if (known !== null) return { connectionId: known.id, forgeId };
  if (flow === null || app === null) throw new AppError("internal", "No App was made.");
  const { code, installationId } = app;
  await finishGithubApp(actor, organizationId, flow, { code, state: flow.state });
  const made = await connectInstallation(actor, organizationId, flow.forgeAppId, installationId);
  return { connectionId: made.id, forgeId };
}
