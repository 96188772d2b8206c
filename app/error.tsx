"use client";

import { RotateCw } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/states.tsx";

export default function ErrorPage({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <main id="main" className="mx-auto w-full max-w-[608px] p-6">
      <ErrorState
        title="This page could not be made"
        text="Something went wrong on our side. Nothing that you did before was lost. Try again, and quote the request if it happens twice."
        requestId={error.digest}
      >
        <Button size="sm" onClick={reset}>
          <RotateCw aria-hidden="true" />
          Try again
        </Button>
      </ErrorState>
    </main>
  );
}
