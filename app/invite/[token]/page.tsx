import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { currentPerson, leadOnHalfIn } from "#app/_server/current.ts";
import { InvitationCard } from "#components/account/cards.tsx";
import { readInvitation } from "#lib/services/organizations/index.ts";
import { signInAction } from "../../sign-in/actions.ts";
import { providerChoice } from "../../sign-in/provider-choice.ts";
import { acceptAction } from "./actions.ts";

export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const [invitation, person] = await Promise.all([readInvitation(token), currentPerson()]);
  if (invitation === null) notFound();
  await leadOnHalfIn(`/invite/${token}`);
  const invited = person?.email === invitation.email;
  return (
    <InvitationCard
      organization={invitation.organizationName}
      invitedBy={invitation.invitedBy}
      email={invitation.email}
      role={invitation.role}
      expiresAt={invitation.expiresAt.toISOString()}
      accept={invited ? acceptAction.bind(null, token) : undefined}
      signIn={signInAction}
      choice={providerChoice()}
      next={`/invite/${token}`}
      signedInAs={person && !invited ? person.email : undefined}
    />
  );
}
