import type { Metadata } from "next";
import { consoleOf } from "#app/_server/console-of.ts";
import { describedDocument, fieldsOf } from "#app/api/v1/_operations/describe.ts";
import { operations } from "#app/api/v1/_operations/document.ts";
import { PublicPage } from "#components/public/public-page.tsx";
import { CommandBlock } from "#components/ui/command-block.tsx";
import { Fields, OperationEntry } from "./operation-entry.tsx";

export const metadata: Metadata = { title: "API" };

/** Made of the list that the routes themselves are made of. */
export default async function ApiPage() {
  const areas = [...new Set(operations.map(({ area }) => area))];
  const document = describedDocument();
  return (
    <PublicPage signedInAs={await consoleOf()}>
      <h1 className="mb-2 font-semibold text-2xl">API</h1>
      <div className="grid gap-3 text-fg-muted text-md">
        <p>
          Everything is below <code>/api/v1</code> and speaks JSON. A program sends a token of its
          organization, made in the console under Settings, API tokens. Verification needs none. The
          same in OpenAPI 3.1:{" "}
          <a href="/api/v1/openapi.json" className="link">
            openapi.json
          </a>
        </p>
        <CommandBlock
          command={'curl -H "Authorization: Bearer $ETNA_TOKEN" $ETNA_URL/api/v1/findings'}
        />
        <p>
          A list answers <code>items</code> and <code>next</code>; send <code>next</code> as{" "}
          <code>after</code> until it is null. A refusal is problem+json and says what happened and
          what to do; quote its <code>requestId</code> when you ask for help. A POST with an{" "}
          <code>Idempotency-Key</code> has one effect, however often it is sent within 24 hours.
        </p>
      </div>
      {areas.map((area) => (
        <section key={area} aria-label={area} className="mt-10 grid gap-8">
          <h2 className="font-semibold text-lg">{area}</h2>
          {operations
            .filter((operation) => operation.area === area)
            .map((operation) => (
              <OperationEntry key={operation.id} document={document} operation={operation} />
            ))}
        </section>
      ))}
      <section aria-label="What is answered" className="mt-10 grid gap-8">
        <h2 className="font-semibold text-lg">What is answered</h2>
        {Object.entries(document.components.schemas).map(([name, schema]) => (
          <article key={name} id={name} className="grid gap-2">
            <h3 className="font-mono font-medium text-sm">{name}</h3>
            <Fields fields={fieldsOf(schema)} />
          </article>
        ))}
      </section>
    </PublicPage>
  );
}
