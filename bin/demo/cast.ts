import { type UserActor, userActor } from "#lib/services/audit/index.ts";
import { findOrCreatePerson, renamePerson, startSession } from "#lib/services/identity/index.ts";
import {
  createOrganization,
  getOrganization,
  listMemberships,
  updateOrganization,
} from "#lib/services/organizations/index.ts";

/** A top-level domain to which no mail is ever delivered (RFC 2606). */
const email = "demo-approver@demo.invalid";
export const approverName = "Demo Approver";
export const organizationName = "Demo";

export interface Cast {
  readonly actor: UserActor;
  readonly organizationId: string;
}

/** The demo's person and organization, made at the first demo and found again later. */
export async function callCast(namesOnPublicPages: boolean): Promise<Cast> {
  const person = await findOrCreatePerson(email);
  if (person.name !== approverName) await renamePerson(person.id, approverName);
  const memberships = await listMemberships(person.id);
  const known = memberships.find(
    ({ role, organization }) => role === "owner" && organization.name === organizationName,
  );
  const organizationId =
    known?.organization.id ?? (await createOrganization(person.id, organizationName)).id;
  const actor = userActor(person.id, organizationId, await startSession(person.id, "Etna demo"));
  const organization = await getOrganization(organizationId);
  if (organization?.namesOnPublicPages !== namesOnPublicPages) {
    await updateOrganization(actor, organizationId, { namesOnPublicPages });
  }
  return { actor, organizationId };
}
