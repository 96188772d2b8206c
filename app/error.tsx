"use client";

import { PageError, type PageErrorProps } from "#components/ui/page-error.tsx";

export default function ErrorPage(props: PageErrorProps) {
  return (
    <main id="main" className="mx-auto w-full max-w-[656px] p-6">
      <PageError {...props} />
    </main>
  );
}
