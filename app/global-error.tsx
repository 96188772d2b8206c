"use client";

import "./globals.css";
import ErrorPage from "./error.tsx";

/** Takes the place of the root layout when the layout itself fails. */
export default function GlobalError(props: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <html lang="en">
      <body>
        <title>Error · Etna</title>
        <ErrorPage {...props} />
      </body>
    </html>
  );
}
