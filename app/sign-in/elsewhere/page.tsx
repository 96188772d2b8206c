import type { Metadata } from "next";
import { LinkElsewhereCard } from "#components/account/elsewhere-card.tsx";

export const metadata: Metadata = { title: "This link is for another browser" };

export default function LinkElsewherePage() {
  return <LinkElsewhereCard />;
}
