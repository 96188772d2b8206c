import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { publicAddress } from "#app/_server/address.ts";
import { consoleOf } from "#app/_server/console-of.ts";
import { outsideCommands, outsideRows, outsideSavedFiles } from "#app/_server/outside.ts";
import {
  approvalCommand,
  hasOtherKey,
  mergeCommand,
  publicFiles,
} from "#app/_server/public-files.ts";
import { reportVerificationOf, verificationOf } from "#app/_server/verification.ts";
import { PublicPage } from "#components/public/public-page.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { FactsList } from "#components/ui/panel.tsx";
import { QrCode } from "#components/ui/qr-code.tsx";
import { BadgeOffer } from "#components/verify/badge-offer.tsx";
import { badgeStateOf } from "#components/verify/badge-state.ts";
import { ChainOfLinks } from "#components/verify/chain.tsx";
import { CheckWithoutUs } from "#components/verify/check-without-us.tsx";
import { CheckedTwice } from "#components/verify/checked-twice.tsx";
import { DropZone } from "#components/verify/drop-zone.tsx";
import { PrivateNotice, WhatToDo } from "#components/verify/notices.tsx";
import { OutsideProofs } from "#components/verify/outside-proofs.tsx";
import { VerifyPageHead } from "#components/verify/page-head.tsx";
import { Verdict } from "#components/verify/verdict.tsx";
import { utf8 } from "#lib/base/index.ts";
import type { PublicVerification } from "#lib/services/provenance/index.ts";
import { factsOf } from "./facts.tsx";
import { ReportPage } from "./report-page.tsx";
import { reportTitle } from "./report-words.tsx";
import { whatToDo } from "./what-to-do.ts";
import { chainSteps, verdictOf } from "./words.tsx";

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id } = await params;
  const report = await reportVerificationOf(id);
  if (report !== null) return { title: reportTitle(report), robots: { index: false } };
  const answer = await verificationOf(id);
  if (answer === null) return { title: "No such fix" };
  const word = answer.verification.ok ? "Verified" : "Invalid";
  return { title: `${word} fix ${id}`, robots: answer.named ? {} : { index: false } };
}

export default async function VerificationPage({ params }: Props) {
  const { id } = await params;
  const report = await reportVerificationOf(id);
  if (report !== null) return <ReportPage answer={report} />;
  const answer = await verificationOf(id);
  if (answer === null) notFound();
  const { verification, named } = answer;
  const href = (name: string) => `/verify/${id}/${name}`;
  const url = publicAddress(`/verify/${id}`);
  const { kind, text } = verdictOf(answer);
  const steps = whatToDo(kind, answer);
  const context = {
    publisher: answer.organization,
    ...(answer.mergedToCompare && { merged: answer.mergedToCompare }),
  };
  const own = verification.checks.filter((check) => !check.id.endsWith("second_opinion"));
  return (
    <PublicPage signedInAs={await consoleOf()}>
      <VerifyPageHead
        id={id}
        url={url}
        jsonHref={`/api/v1/fixes/${id}/verification`}
        savedHref={href("verify.html")}
      />
      <Verdict kind={kind}>{text}</Verdict>
      <CheckedTwice
        checks={own}
        checkedAt={answer.checkedAt.toISOString()}
        sources={{
          bundleHref: href("fix.sigstore.json"),
          trustedRootHref: href("trusted_root.json"),
          keysHref: href("keys.json"),
          ...(answer.mergedBundle && { mergedBundleHref: href("merged.sigstore.json") }),
          ...(named && { patchHref: href("fix.patch") }),
        }}
        context={context}
      />
      {steps.length > 0 && <WhatToDo steps={steps} />}
      {kind === "private" && (
        <PrivateNotice>
          <DropZone
            look="button"
            trustedRootHref={href("trusted_root.json")}
            keysHref={href("keys.json")}
            bundleHref={href("fix.sigstore.json")}
            context={context}
          >
            Compare my patch
          </DropZone>
          <ButtonLink size="sm" href={`/sign-in?returnTo=/verify/${id}`}>
            Sign in to see the change
          </ButtonLink>
        </PrivateNotice>
      )}
      <div className="mt-6 grid grid-cols-[minmax(0,1fr)_auto] gap-x-6 gap-y-4 max-narrow:grid-cols-1 print:grid-cols-[minmax(0,1fr)_auto]">
        <FactsList facts={[...factsOf(answer), { label: "Address", value: url }]} />
        <QrCode value={url} label={`The address of this page: ${url}`} />
      </div>
      <ChainOfLinks checks={verification.checks} steps={chainSteps(answer)} />
      <CheckWithoutUs
        files={savedFiles(answer, href)}
        command={approvalCommand(answer)}
        mergedCommand={mergeCommand(answer)}
        note={
          named ? undefined : (
            <>
              You also need <code>fix.patch</code>, from {answer.organization}.
            </>
          )
        }
      />
      <OutsideProofs
        rows={outsideRows(answer)}
        files={outsideSavedFiles(answer, href)}
        commands={outsideCommands(answer)}
      />
      <BadgeOffer
        state={badgeStateOf(verification)}
        badgeHref={href("badge.svg")}
        pageUrl={url}
        badgeUrl={publicAddress(href("badge.svg"))}
      />
      <section aria-labelledby="h-another" className="noprint mt-12">
        <h2 id="h-another" className="mb-4 font-semibold text-lg">
          Check another one
        </h2>
        <DropZone trustedRootHref={href("trusted_root.json")} keysHref={href("keys.json")} />
      </section>
    </PublicPage>
  );
}

function savedFiles(answer: PublicVerification, href: (name: string) => string) {
  const what: Readonly<Record<string, string>> = {
    "fix.patch": "The change itself",
    "fix.sigstore.json": "Signature and log entry",
    "merged.sigstore.json": "The same for the merge",
    "instance.pub": `${answer.organization}’s public key`,
    ...(hasOtherKey(answer) && { "merged.pub": "The key that signed the merge" }),
    "trusted_root.json": "The log’s public key",
  };
  return Object.entries(publicFiles(answer)).flatMap(([name, text]) => {
    const words = what[name];
    const sizeBytes = utf8(text).length;
    return words === undefined ? [] : [{ name, href: href(name), what: words, sizeBytes }];
  });
}
