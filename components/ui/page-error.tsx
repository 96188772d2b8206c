"use client";

import { RotateCw } from "lucide-react";
import { Button } from "./button.tsx";
import { ErrorState } from "./states.tsx";

export interface PageErrorProps {
  /** The digest is the id under which the server wrote the error to its log. */
  error: Error & { digest?: string };
  reset: () => void;
}

/** What stands in place of a page that failed. */
export function PageError({
  error,
  reset,
  text = "Something went wrong on our side. Nothing that you did before was lost. Try again, and quote the request if it happens twice.",
}: PageErrorProps & { text?: string }) {
  return (
    <ErrorState
      level={1}
      title="This page could not be made"
      text={text}
      requestId={error.digest}
      className="max-w-[608px]"
    >
      <Button size="sm" onClick={reset}>
        <RotateCw aria-hidden="true" />
        Try again
      </Button>
    </ErrorState>
  );
}
