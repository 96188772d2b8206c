"use client";

import { useEffect, useRef } from "react";
import { CardPage } from "../public/public-page.tsx";
import { Button } from "../ui/button.tsx";

/** Goes on to GitHub by itself; the button is for browsers that run no script. */
export function ManifestCard({
  action,
  manifest,
  host,
}: {
  action: string;
  manifest: string;
  /** "github.com". */
  host: string;
}) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.submit(), []);
  return (
    <CardPage title={`On to ${host}`}>
      <p className="mb-4 text-fg-muted">
        GitHub shows what the App may do. Create it there, then choose the repositories it may see.
      </p>
      <form ref={form} method="post" action={action}>
        <input type="hidden" name="manifest" value={manifest} />
        <Button type="submit" variant="primary" size="lg" block>
          Go on to {host}
        </Button>
      </form>
    </CardPage>
  );
}
