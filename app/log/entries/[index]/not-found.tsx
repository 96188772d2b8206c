import { PublicPage } from "#components/public/public-page.tsx";
import { ButtonLink } from "#components/ui/button.tsx";

export default function NoSuchEntry() {
  return (
    <PublicPage>
      <h1 className="font-semibold text-2xl">The log has no such entry.</h1>
      <p className="mt-2 mb-6 text-fg-muted text-md">
        Entries are numbered from 0 in the order in which they were logged.
      </p>
      <ButtonLink href="/log">See the newest ones</ButtonLink>
    </PublicPage>
  );
}
