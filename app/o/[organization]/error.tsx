"use client";

import { ConsolePage } from "#components/shell/page.tsx";
import { PageError, type PageErrorProps } from "#components/ui/page-error.tsx";

export default function ErrorInConsole(props: PageErrorProps) {
  return (
    <ConsolePage crumbs={[{ label: "Error" }]}>
      <PageError {...props} />
    </ConsolePage>
  );
}
