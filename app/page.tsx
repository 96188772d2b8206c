import type { Metadata } from "next";
import { consoleOf } from "#app/_server/console-of.ts";
import { Landing } from "#components/public/landing.tsx";
import { PublicPage } from "#components/public/public-page.tsx";

export const metadata: Metadata = { title: "Security fixes that anyone can check" };

export default async function LandingPage() {
  return (
    <PublicPage column={false} signedInAs={await consoleOf()}>
      <Landing />
    </PublicPage>
  );
}
