import { MonitorSmartphone } from "lucide-react";
import { CardPage } from "../public/public-page.tsx";
import { ButtonLink } from "../ui/button.tsx";
import { CardFoot } from "./card-foot.tsx";

/** Someone opened a magic link in another browser than the one that asked for it. */
export function LinkElsewhereCard() {
  return (
    <CardPage title="This link is for another browser">
      <div className="grid grid-cols-[20px_minmax(0,1fr)] gap-3">
        <MonitorSmartphone aria-hidden="true" className="mt-0.5 size-5 text-fg-subtle" />
        <div className="grid gap-2 text-fg-muted">
          <p>
            A sign-in link works only in the browser that asked for it, so that nobody else can use
            it. It was not used up: open it there, or copy its address there.
          </p>
          <p>To sign in here, ask for a link here.</p>
        </div>
      </div>
      <ButtonLink href="/sign-in" size="lg" block className="mt-5">
        Ask for a link here
      </ButtonLink>
      <CardFoot />
    </CardPage>
  );
}
