import { ProviderButtons, type ProviderChoice } from "../account/provider-buttons.tsx";
import { SignInForm } from "../account/sign-in-form.tsx";
import { CardPage } from "../public/public-page.tsx";
import { ActionButton } from "../ui/action-button.tsx";
import type { FormAction } from "../ui/form-state.ts";
import type { ProofActions, ProofMethods } from "./proof.ts";
import { Prove } from "./prove.tsx";

/** The second half of signing in. */
export function SecondFactorCard({
  email,
  actions,
  methods,
  leave,
}: {
  email: string;
  actions: ProofActions;
  methods: ProofMethods;
  leave: FormAction;
}) {
  return (
    <CardPage title="Show your second factor">
      <p className="mb-5 text-fg-muted">
        Signing in as <b className="break-all text-fg">{email}</b>. One step is left.
      </p>
      <Prove actions={actions} methods={methods} />
      <div className="mt-10 border-line border-t pt-4">
        <ActionButton action={leave} variant="ghost" size="sm" working="Leaving…">
          Sign in as somebody else
        </ActionButton>
      </div>
    </CardPage>
  );
}

const why =
  "What you are about to do is hard to undo, and it is a while since you last proved who you are.";

export function ConfirmByFactorCard({
  actions,
  methods,
}: {
  actions: ProofActions;
  methods: ProofMethods;
}) {
  return (
    <CardPage title="Confirm that it is you">
      <p className="mb-5 text-fg-muted">{why}</p>
      <Prove actions={actions} methods={methods} />
    </CardPage>
  );
}

/** For whoever has no second factor: a new sign-in is the proof. */
export function ConfirmBySignInCard({
  email,
  signIn,
  choice,
  next,
}: {
  email: string;
  signIn: FormAction;
  choice: ProviderChoice;
  next: string;
}) {
  return (
    <CardPage title="Confirm that it is you">
      <p className="mb-5 text-fg-muted">
        {why} Sign in once more, and you come back to where you were.
      </p>
      <ProviderButtons {...choice} next={next} />
      <SignInForm signIn={signIn} email={email} next={next} />
    </CardPage>
  );
}
