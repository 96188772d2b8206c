import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { z } from "zod";
import { consoleOf } from "#app/_server/console-of.ts";
import { type Query, queryValue } from "#app/_server/query.ts";
import { EntriesList } from "#components/log/entries-list.tsx";
import { SignedNote } from "#components/log/signed-note.tsx";
import { PublicPage } from "#components/public/public-page.tsx";
import { Button } from "#components/ui/button.tsx";
import { CommandBlock } from "#components/ui/command-block.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { Input, Label } from "#components/ui/field.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { FactsList } from "#components/ui/panel.tsx";
import { Time } from "#components/ui/time.tsx";
import { toHex } from "#lib/base/index.ts";
import {
  describeLog,
  listLogEntries,
  listWitnesses,
  readBundleCheckpoint,
  readLogCheckpoint,
  readLogHead,
  type WitnessView,
} from "#lib/services/provenance/index.ts";

export const metadata: Metadata = { title: "The log" };

const pageSize = 20;

const number = z.coerce
  .number()
  .int()
  .max(2 ** 49);

export default async function LogPage({ searchParams }: { searchParams: Promise<Query> }) {
  const asked = await searchParams;
  const wanted = queryValue(asked, "entry", number.min(0));
  if (wanted !== undefined) redirect(`/log/entries/${wanted}`);
  const before = queryValue(asked, "before", number.min(1));
  const [description, head, bundles, monitors, witnesses, entries] = await Promise.all([
    describeLog(),
    readLogHead(),
    readBundleCheckpoint(),
    readLogCheckpoint(),
    listWitnesses(),
    listLogEntries({ limit: pageSize, ...(before !== undefined && { before }) }),
  ]);
  const last = entries.at(-1);
  return (
    <PublicPage signedInAs={await consoleOf()}>
      <h1 className="font-semibold text-2xl">The log</h1>
      <p className="mt-2 mb-6 text-fg-muted text-md">
        Every signature that was ever made here is an entry of this log, which can only grow. It
        holds hashes, signatures and public keys: no code and no names.
      </p>
      <FactsList
        facts={[
          {
            label: "Size",
            value: head.size === 1 ? "1 entry" : `${head.size.toLocaleString("en")} entries`,
          },
          { label: "Root", value: <Digest value={toHex(head.root)} label="root hash" long /> },
          {
            label: "Last entry",
            value: <Time at={head.lastEntryAt.toISOString()} format="absolute" />,
          },
          {
            label: "Log id",
            value: <Digest value={description.bundles.logId} label="log id" long />,
          },
          ...witnesses.map((witness) => ({
            label: "Witness",
            value: <Witness witness={witness} />,
          })),
        ]}
      />
      <section aria-labelledby="h-entries" className="mt-10 grid gap-3">
        <header className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
          <h2 id="h-entries" className="font-semibold text-lg">
            {before === undefined ? "Newest entries" : `Entries before ${before}`}
          </h2>
          <form action="/log" className="flex items-center gap-2">
            <Label htmlFor="entry">Entry</Label>
            <Input
              id="entry"
              name="entry"
              type="number"
              min={0}
              max={head.size - 1}
              required
              className="w-28"
            />
            <Button type="submit">Open</Button>
          </form>
        </header>
        {head.size <= 1 && (
          <p className="text-fg-muted">
            Nothing is signed here yet: the log holds only the entry that names it. The first
            repository that is connected adds its organization’s keys, the first approval a fix.{" "}
            <a href="/sign-in" className="link">
              Sign in
            </a>{" "}
            and try it with the sample forge.
          </p>
        )}
        <EntriesList
          entries={entries.map(({ index, leafHash, at }) => ({
            index,
            leafHash: toHex(leafHash),
            at: at.toISOString(),
          }))}
        />
        <Pagination
          label="Pages of entries"
          previous={before === undefined ? undefined : "/log"}
          next={last && last.index > 0 ? `?before=${last.index}` : undefined}
        />
      </section>
      <section aria-labelledby="h-checkpoint" className="mt-10 grid gap-3">
        <h2 id="h-checkpoint" className="font-semibold text-lg">
          Its checkpoint
        </h2>
        <SignedNote
          id="h-bundles"
          title="As bundles carry it"
          text="Signed with the P-256 key in trusted_root.json, for cosign and Sigstore’s libraries."
          note={bundles}
        />
        <SignedNote
          id="h-monitors"
          title="As monitors read it"
          text="Signed with the log’s Ed25519 key, at /log/checkpoint, with the tiles beside it (C2SP tlog-tiles)."
          note={monitors}
        />
      </section>
      <section aria-labelledby="h-follow" className="mt-10 grid gap-3">
        <h2 id="h-follow" className="font-semibold text-lg">
          Follow it yourself
        </h2>
        <p className="text-fg-muted">
          This reads every tile and every entry, and remembers what it saw: the next time, the log
          has to continue it. Whoever runs it anywhere makes rewriting history show.
        </p>
        <CommandBlock command={followCommand(description)} />
      </section>
    </PublicPage>
  );
}

function followCommand({ url, verifierKey }: { url: string; verifierKey: string }): string {
  return [
    `npm run -s etna -- log check ${url} \\`,
    "  --state log-state.json \\",
    `  --key ${verifierKey}`,
  ].join("\n");
}

function Witness({ witness: { name, cosigned } }: { witness: WitnessView }) {
  return (
    <span className="flex flex-wrap gap-x-3">
      <span className="break-all font-mono text-xs">{name}</span>
      <span className="text-fg-muted">
        {cosigned ? (
          <>
            cosigned {cosigned.size.toLocaleString("en")} entries,{" "}
            <Time at={cosigned.at.toISOString()} format="absolute" />
          </>
        ) : (
          "has cosigned nothing yet"
        )}
      </span>
    </span>
  );
}
