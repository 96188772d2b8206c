import { FlaskConical, GitPullRequest } from "lucide-react";
import { CardPage } from "../public/public-page.tsx";
import { ConnectForm } from "../repositories/connect-form.tsx";
import { ActionButton } from "../ui/action-button.tsx";
import { ButtonLink } from "../ui/button.tsx";
import type { FormAction } from "../ui/form-state.ts";
import { NewOrganizationForm } from "./new-organization-form.tsx";

/** The first step of someone who belongs to no organization yet. */
export function NewOrganizationCard({
  create,
  person,
}: {
  create: FormAction;
  /** One's own name, where it is known. */
  person?: string | undefined;
}) {
  return (
    <CardPage title="Name your organization">
      <p className="mb-4 text-fg-muted">
        Its name stands on every signature. You can change it later; what was signed keeps the old
        one.
      </p>
      <NewOrganizationForm create={create} {...(person ? { person } : {})} />
    </CardPage>
  );
}

/** The first choice in a new organization: look at the loop at once, or connect a repository. */
export function FirstSteps({
  trySample,
  trySampleForge,
  connect,
  allowedPaths,
  connections,
}: {
  trySample: FormAction;
  /** Null where this installation has no sample forge. */
  trySampleForge: FormAction | null;
  connect: FormAction;
  allowedPaths: readonly string[];
  /** The page where GitHub and GitLab are connected. */
  connections: string;
}) {
  return (
    <div className="grid grid-cols-2 gap-6 max-rail:grid-cols-1">
      <section
        aria-labelledby="h-sample"
        className="grid content-start gap-3 rounded-lg border border-line bg-raised p-5"
      >
        <h2 id="h-sample" className="font-semibold text-md">
          Try it on the sample repository
        </h2>
        <p className="text-fg-muted">
          A small parcel desk with several real faults, copied for you. Etna scans it, fixes what
          rules can fix, and asks you to approve. It takes about a minute and touches nothing of
          yours.
        </p>
        <ActionButton action={trySample} variant="primary" working="Making the copy…">
          <FlaskConical aria-hidden="true" />
          Try it on the sample repository
        </ActionButton>
        {trySampleForge !== null && (
          <>
            <p className="text-fg-muted">
              Or see the whole way of a pull request: a forge of your own on this machine that
              speaks as GitHub does, with reviews, checks and merging. No account needed.
            </p>
            <ActionButton action={trySampleForge} working="Connecting the forge…">
              <GitPullRequest aria-hidden="true" />
              Try with a sample forge
            </ActionButton>
          </>
        )}
      </section>
      <section
        aria-labelledby="h-connect"
        className="grid content-start gap-3 rounded-lg border border-line bg-raised p-5"
      >
        <h2 id="h-connect" className="font-semibold text-md">
          Connect a repository
        </h2>
        <p className="text-fg-muted">
          Etna reads it, and writes only branches under <code>etna/</code>. Your work tree and your
          own branches are never touched.
        </p>
        <ButtonLink href={connections} className="justify-self-start">
          Connect GitHub or GitLab
        </ButtonLink>
        <ConnectForm connect={connect} allowedPaths={allowedPaths} />
      </section>
    </div>
  );
}
