import { PublicPage } from "#components/public/public-page.tsx";
import { ButtonLink } from "#components/ui/button.tsx";

export default function NoSuchFix() {
  return (
    <PublicPage>
      <h1 className="font-semibold text-2xl">No signed fix has this id.</h1>
      <p className="mt-2 mb-6 text-fg-muted text-md">
        The id may be mistyped, or the fix is not signed yet. An id reads <code>fx_</code> and 20
        letters and digits.
      </p>
      <ButtonLink href="/verify">Look for another one</ButtonLink>
    </PublicPage>
  );
}
