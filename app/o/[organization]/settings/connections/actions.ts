"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { keepConnectFlow } from "#app/_server/connect-flow.ts";
import { nothingHere } from "#app/_server/errors.ts";
import { field, textOf } from "#app/_server/forms.ts";
import { answerMember } from "#app/_server/member-form.ts";
import { admitWork } from "#app/_server/member-work.ts";
import type { FormState } from "#components/ui/form-state.ts";
import {
  beginGithubApp,
  beginGitlab,
  checkConnection,
  connectWithToken,
  endConnection,
  githubOwner,
  gitlabApplicationHost,
  listConnections,
  makeWebhook,
  pastedToken,
} from "#lib/services/connections/index.ts";
import { connectHostedRepositories } from "#lib/services/repositories/index.ts";

const address = z.string().trim().max(300);
const kind = z.enum(["github", "gitlab"]);

/** Remembers what was asked for in this browser, and leads to the form that GitHub wants. */
export async function githubAppAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization, person }) => {
    const owner = field(form, "owner", githubOwner);
    const flow = await beginGithubApp(actor, organization.id, field(form, "server", address));
    await keepConnectFlow({ kind: "github", slug, personId: person.id, owner, ...flow });
    redirect("/connect/github/new");
  });
}

/** Sends the browser to GitLab, and remembers who asked. */
export async function gitlabOauthAction(slug: string, _state: FormState): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization, person }) => {
    const host = gitlabApplicationHost();
    if (host === null) throw nothingHere();
    const { url, flow } = await beginGitlab(actor, organization.id, host);
    await keepConnectFlow({ kind: "gitlab", slug, personId: person.id, ...flow });
    redirect(url);
  });
}

export async function tokenAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async (member) => {
    const { actor, organization } = member;
    await admitWork(member);
    const { id } = await connectWithToken(actor, organization.id, {
      kind: field(form, "kind", kind),
      host: field(form, "host", address),
      token: field(form, "token", pastedToken),
    });
    redirect(`/o/${slug}/settings/connections/${id}`);
  });
}

export async function checkAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async (member) => {
    const { actor, organization } = member;
    await admitWork(member);
    await checkConnection(organization.id, textOf(form, "connectionId"), actor);
    revalidatePath(`/o/${slug}/settings/connections`);
    return { done: "Asked a moment ago." };
  });
}

export async function endAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    const connectionId = textOf(form, "connectionId");
    const known = (await listConnections(organization.id)).find(({ id }) => id === connectionId);
    if (known === undefined) throw nothingHere();
    const typed = field(form, "name", z.string().trim().max(300));
    if (typed !== known.name) return { fields: { name: `Type ${known.name}.` } };
    const left = await endConnection(actor, organization.id, connectionId);
    // What is left to do on the forge is said in the dialog, which a fresh list would take away.
    if (left !== null) return { done: `Disconnected. ${left}` };
    revalidatePath(`/o/${slug}`, "layout");
    return {};
  });
}

export async function webhookAction(
  slug: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async ({ actor, organization }) => {
    const { address, secret } = await makeWebhook(
      actor,
      organization.id,
      textOf(form, "connectionId"),
    );
    // The page stays as it is: the dialog would else speak of the one that it has just made.
    return { secret: `${address} ${secret}` };
  });
}

export async function chooseAction(
  slug: string,
  connectionId: string,
  _state: FormState,
  form: FormData,
): Promise<FormState> {
  return await answerMember(slug, async (member) => {
    const { actor, organization } = member;
    await admitWork(member);
    const ids = z.array(z.string().max(40)).max(1000).parse(form.getAll("repository"));
    if (ids.length === 0) return { error: "Choose one at least." };
    await connectHostedRepositories(actor, organization.id, connectionId, ids);
    revalidatePath(`/o/${slug}`, "layout");
    redirect(`/o/${slug}/repositories`);
  });
}
