import type { Metadata } from "next";
import { LinkSentCard } from "#components/account/cards.tsx";
import { linkValidForMs, mailGoesToTerminal } from "#lib/services/identity/index.ts";

export const metadata: Metadata = { title: "A link is on its way" };

export default function LinkSentPage() {
  return <LinkSentCard onTerminal={mailGoesToTerminal()} linkMinutes={linkValidForMs / 60_000} />;
}
