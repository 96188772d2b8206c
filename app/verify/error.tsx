"use client";

import { PublicPage } from "#components/public/public-page.tsx";
import { PageError, type PageErrorProps } from "#components/ui/page-error.tsx";

export default function ErrorInVerify(props: PageErrorProps) {
  return (
    <PublicPage>
      <PageError
        {...props}
        text="Nothing was checked, so this says nothing about the fix. Try again, or check its bundle with cosign."
      />
    </PublicPage>
  );
}
