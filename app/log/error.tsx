"use client";

import { PublicPage } from "#components/public/public-page.tsx";
import { PageError, type PageErrorProps } from "#components/ui/page-error.tsx";

export default function ErrorInLog(props: PageErrorProps) {
  return (
    <PublicPage>
      <PageError
        {...props}
        text="The log could not be read just now. What is in it does not change by that: try again."
      />
    </PublicPage>
  );
}
