"use client";

import { ThemeProvider } from "next-themes";
import type { ReactNode } from "react";

declare global {
  var __webpack_nonce__: string | undefined;
}

/** `nonce` is the one of this response's Content-Security-Policy, if it has one. */
export function Providers({
  nonce,
  children,
}: {
  nonce?: string | undefined;
  children: ReactNode;
}) {
  // Radix's scroll lock reads the nonce from this name when it adds its style element. The first is
  // the document's; a refresh of the page brings others, which no policy in force knows.
  if (nonce && typeof window !== "undefined") globalThis.__webpack_nonce__ ??= nonce;
  return (
    <ThemeProvider
      attribute="class"
      defaultTheme="system"
      enableSystem
      enableColorScheme={false}
      storageKey="etna-theme"
      {...(nonce ? { nonce } : {})}
    >
      {children}
    </ThemeProvider>
  );
}
