import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { z } from "zod";
import { consoleOf } from "#app/_server/console-of.ts";
import { type Query, queryValue } from "#app/_server/query.ts";
import { PublicPage } from "#components/public/public-page.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field, Input } from "#components/ui/field.tsx";
import { DropZone } from "#components/verify/drop-zone.tsx";
import { isId } from "#lib/base/index.ts";

export const metadata: Metadata = { title: "Verify a fix or a report" };

export default async function VerifyPage({ searchParams }: { searchParams: Promise<Query> }) {
  const typed = queryValue(await searchParams, "id", z.string().trim().min(1).max(300));
  // A whole address pasted from a pull request is as good as the id in it.
  const id = typed?.match(/(?:fx|cm)_[0-9A-Z]{20}/)?.[0];
  if (id && (isId("fix", id) || isId("campaign", id))) redirect(`/verify/${id}`);
  return (
    <PublicPage signedInAs={await consoleOf()}>
      <h1 className="font-semibold text-2xl">Verify a fix or a report</h1>
      <p className="mt-2 mb-6 text-fg-muted text-md">
        Who it was signed for, exactly what was signed, and whether anything has changed since.
      </p>
      <form
        action="/verify"
        className="mb-8 flex items-end gap-2 max-narrow:flex-col max-narrow:items-stretch"
      >
        <Field
          name="id"
          label="Id or address of a fix or a report"
          className="flex-1"
          error={
            typed
              ? "This names nothing. An id reads fx_ or cm_, and 20 letters and digits."
              : undefined
          }
        >
          <Input id="id" name="id" defaultValue={typed ?? ""} placeholder="fx_…" required />
        </Field>
        <Button type="submit" variant="primary">
          Look it up
        </Button>
      </form>
      <h2 className="mb-2 font-semibold text-lg">Or check your own files</h2>
      <p className="mb-4 text-fg-muted">
        <code>fix.sigstore.json</code> and the organization’s <code>keys.json</code>, with{" "}
        <code>fix.patch</code> and <code>merged.sigstore.json</code> where you have them; of a
        report <code>bundle.json</code>, with <code>report.json</code>. For one of another
        installation, its <code>trusted_root.json</code> too. Together or one after the other, in
        any order.
      </p>
      <DropZone trustedRootHref="/verify/trusted_root.json" />
      <noscript>
        <p className="mt-3">
          This needs JavaScript. Without it, <code>npm run -s etna -- verify</code> does the same on
          your machine.
        </p>
      </noscript>
    </PublicPage>
  );
}
