import { PublicPage } from "#components/public/public-page.tsx";
import { ButtonLink } from "#components/ui/button.tsx";

export default function NoSuchFix() {
  return (
    <PublicPage>
      <h1 className="font-semibold text-2xl">No signed fix or report has this id.</h1>
      <p className="mt-2 mb-6 text-fg-muted text-md">
        The id may be mistyped, or what it names is not signed yet. The id of a fix reads{" "}
        <code>fx_</code> and 20 letters and digits, the id of a report <code>cm_</code> and 20.
      </p>
      <ButtonLink href="/verify">Look for another one</ButtonLink>
    </PublicPage>
  );
}
