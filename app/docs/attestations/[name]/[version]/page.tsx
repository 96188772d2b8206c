import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { consoleOf } from "#app/_server/console-of.ts";
import { attestationFields, attestationType } from "#app/docs/attestations/attestation-types.ts";
import { PublicPage } from "#components/public/public-page.tsx";
import { CommandBlock } from "#components/ui/command-block.tsx";
import { attestationBase } from "#lib/services/provenance/index.ts";

interface Props {
  params: Promise<{ name: string; version: string }>;
}

async function typeOf({ params }: Props) {
  const { name, version } = await params;
  return attestationType(`${name}/${version}`);
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  return { title: (await typeOf(props))?.title ?? "Not found" };
}

/** Made of the schema that the verifier reads statements with. */
export default async function AttestationPage(props: Props) {
  const type = await typeOf(props);
  if (type === null) notFound();
  return (
    <PublicPage signedInAs={await consoleOf()}>
      <p className="break-all font-mono text-fg-subtle text-xs">{type.name}</p>
      <h1 className="mt-1 mb-2 font-semibold text-2xl">{type.title}</h1>
      <div className="grid gap-3 text-fg-muted text-md">
        {type.about.map((text) => (
          <p key={text}>{text}</p>
        ))}
        <p>
          The same in JSON Schema:{" "}
          <a href={`/docs/attestations/${type.name}/schema.json`} className="link">
            schema.json
          </a>
        </p>
      </div>
      <section aria-labelledby="h-fields" className="mt-10">
        <h2 id="h-fields" className="mb-3 font-semibold text-lg">
          Every field
        </h2>
        <dl className="divide-y divide-line rounded-md border border-line bg-raised text-sm">
          {attestationFields(type).map(({ path, words }) => (
            <div key={path} className="keep grid gap-x-4 gap-y-0.5 px-3 py-2">
              <dt className="break-all font-mono text-[12px]">{path}</dt>
              <dd className="text-fg-muted">{words}</dd>
            </div>
          ))}
        </dl>
      </section>
      <section aria-labelledby="h-check" className="mt-10 grid gap-3">
        <h2 id="h-check" className="font-semibold text-lg">
          Check it
        </h2>
        <p className="text-fg-muted">With Etna’s verifier and @sigstore/verify, offline:</p>
        <CommandBlock command={type.etna} />
        <p className="text-fg-muted">With stock cosign 3, offline and with nothing of ours:</p>
        <CommandBlock command={type.cosign(attestationBase())} prints="Verified OK" />
      </section>
    </PublicPage>
  );
}
