import { headers } from "next/headers";
import { admit } from "#lib/services/admission/index.ts";
import type { Current } from "./current.ts";

/** Counts what a member is about to have Etna do, by who they are and where from. Throws `rate_limited`. */
export async function admitWork({ person, organization }: Current): Promise<void> {
  const counted = { headers: await headers(), user: person.id, organization: organization.id };
  await admit("model", counted);
}
