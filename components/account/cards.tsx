import { MailCheck } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { CardPage } from "../public/public-page.tsx";
import { ActionButton } from "../ui/action-button.tsx";
import { FieldError } from "../ui/field.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { Time } from "../ui/time.tsx";
import { CardFoot } from "./card-foot.tsx";
import { ProviderButtons, type ProviderChoice } from "./provider-buttons.tsx";
import { SignInForm } from "./sign-in-form.tsx";

const small = "mt-4 text-fg-subtle text-xs leading-[18px]";

/** `problem` says why signing in did not work. */
export function SignInCard({
  signIn,
  choice,
  email,
  next,
  problem,
  linkMinutes,
}: {
  signIn: FormAction;
  choice: ProviderChoice;
  email?: string;
  next?: string | undefined;
  problem?: ReactNode;
  /** How long a link works. */
  linkMinutes: number;
}) {
  return (
    <CardPage title="Sign in">
      {problem && (
        <div className="mb-4">
          <FieldError>{problem}</FieldError>
        </div>
      )}
      <ProviderButtons {...choice} next={next} />
      <SignInForm signIn={signIn} next={next} {...(email ? { email } : {})} />
      <p className={small}>
        There are no passwords here. The link works once, within {linkMinutes} minutes, in the
        browser that asked for it.
      </p>
      <CardFoot />
    </CardPage>
  );
}

/** `onTerminal`: no mail server is set up, so the link is on the terminal that started Etna. */
export function LinkSentCard({
  email,
  onTerminal,
  linkMinutes,
}: {
  email?: string;
  onTerminal: boolean;
  linkMinutes: number;
}) {
  return (
    <CardPage title="A link is on its way">
      <div className="grid grid-cols-[20px_minmax(0,1fr)] gap-3">
        <MailCheck aria-hidden="true" className="mt-0.5 size-5 text-fg-subtle" />
        <div className="grid gap-2 text-fg-muted">
          <p>
            {onTerminal ? (
              "No mail server is set up here. The link stands on the terminal that started Etna."
            ) : email ? (
              <>
                If <b className="break-all text-fg">{email}</b> may sign in here, it gets a link
                within a minute.
              </>
            ) : (
              "If that address may sign in here, it gets a link within a minute."
            )}
          </p>
          <p>Open it in this browser. It works once, within {linkMinutes} minutes.</p>
        </div>
      </div>
      <p className={small}>
        Nothing came? Look in the spam folder, or{" "}
        <Link href="/sign-in" className="link">
          ask for another link
        </Link>
        . The older one then no longer works.
      </p>
      <CardFoot />
    </CardPage>
  );
}

/** Someone follows an invitation, signed in with its address or not yet. */
export function InvitationCard({
  organization,
  invitedBy,
  email,
  role,
  expiresAt,
  accept,
  signIn,
  choice,
  next,
  signedInAs,
}: {
  organization: string;
  invitedBy: string;
  email: string;
  role: string;
  expiresAt: string;
  /** Given when the one who looks is signed in with the invited address. */
  accept?: FormAction | undefined;
  signIn: FormAction;
  choice: ProviderChoice;
  /** Where the signed-in person goes on: back to this invitation. */
  next?: string | undefined;
  /** Another address than the invited one. */
  signedInAs?: string | undefined;
}) {
  return (
    <CardPage title={`Join ${organization}`}>
      <p className="mb-5 text-fg-muted">
        {invitedBy} invites <b className="break-all text-fg">{email}</b> as {role}. The invitation
        ends <Time at={expiresAt} format="absolute" />.
      </p>
      {accept ? (
        <ActionButton action={accept} variant="primary" size="lg" block working="Joining…">
          Join {organization}
        </ActionButton>
      ) : (
        <>
          {signedInAs && (
            <p className="mb-4 text-fg-muted">
              You are signed in as <b className="break-all text-fg">{signedInAs}</b>. The invitation
              is for the other address: sign in with that one.
            </p>
          )}
          {!signedInAs && <ProviderButtons {...choice} next={next} />}
          <SignInForm signIn={signIn} email={email} next={next} />
        </>
      )}
      <CardFoot />
    </CardPage>
  );
}
