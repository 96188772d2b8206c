import { CardPage } from "#components/public/public-page.tsx";
import { ButtonLink } from "#components/ui/button.tsx";

export const metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <CardPage title="There is no such page.">
      <p className="text-fg-muted">
        The address may be mistyped, or the page belongs to an organization that you cannot see.
      </p>
      <p className="mt-6 flex flex-wrap gap-2">
        <ButtonLink href="/">Go to the start</ButtonLink>
        <ButtonLink href="/verify" variant="ghost">
          Check a fix
        </ButtonLink>
      </p>
    </CardPage>
  );
}
