import type { Metadata } from "next";
import { Landing } from "#components/public/landing.tsx";
import { PublicPage } from "#components/public/public-page.tsx";

export const metadata: Metadata = { title: "Security fixes that anyone can check" };

export default function LandingPage() {
  return (
    <PublicPage column={false}>
      <Landing />
    </PublicPage>
  );
}
