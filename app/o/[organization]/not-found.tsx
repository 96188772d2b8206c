import { CircleSlash } from "lucide-react";
import { ConsolePage } from "#components/shell/page.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/states.tsx";

/** For members: the shell stays. Who is not one gets the page of addresses that do not exist. */
export default function NotFoundInConsole() {
  return (
    <ConsolePage crumbs={[{ label: "Not found" }]}>
      <EmptyState
        level={1}
        icon={CircleSlash}
        title="There is no such page."
        text="The address may be mistyped, or what was here is in another organization."
      >
        <ButtonLink href="/welcome">Overview</ButtonLink>
        <ButtonLink href="/verify" variant="ghost">
          Check a fix
        </ButtonLink>
      </EmptyState>
    </ConsolePage>
  );
}
