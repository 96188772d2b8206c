import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { publicAddress } from "#app/_server/address.ts";
import { consoleOf } from "#app/_server/console-of.ts";
import {
  approvalCommand,
  hasOtherKey,
  mergeCommand,
  publicFiles,
} from "#app/_server/public-files.ts";
import { verificationOf } from "#app/_server/verification.ts";
import { PublicPage } from "#components/public/public-page.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { FactsList } from "#components/ui/panel.tsx";
import { ChainOfLinks } from "#components/verify/chain.tsx";
import { CheckWithoutUs } from "#components/verify/check-without-us.tsx";
import { CheckedTwice } from "#components/verify/checked-twice.tsx";
import { DropZone } from "#components/verify/drop-zone.tsx";
import { PrivateNotice, WhatToDo, Withheld } from "#components/verify/notices.tsx";
import { VerifyPageHead } from "#components/verify/page-head.tsx";
import { Verdict } from "#components/verify/verdict.tsx";
import { utf8 } from "#lib/base/index.ts";
import type { PublicVerification } from "#lib/services/provenance/index.ts";
import { chainSteps, verdictOf } from "./words.tsx";

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id } = await params;
  const answer = await verificationOf(id);
  if (answer === null) return { title: "No such fix" };
  const word = answer.verification.ok ? "Verified" : "Invalid";
  return { title: `${word} fix ${id}`, robots: answer.named ? {} : { index: false } };
}

export default async function VerificationPage({ params }: Props) {
  const { id } = await params;
  const answer = await verificationOf(id);
  if (answer === null) notFound();
  const { verification, named } = answer;
  const href = (name: string) => `/verify/${id}/${name}`;
  const { kind, text } = verdictOf(answer);
  const context = {
    publisher: answer.organization,
    ...(answer.mergedToCompare && { merged: answer.mergedToCompare }),
  };
  const own = verification.checks.filter((check) => !check.id.endsWith("second_opinion"));
  return (
    <PublicPage signedInAs={await consoleOf()}>
      <VerifyPageHead
        id={id}
        url={publicAddress(`/verify/${id}`)}
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
      {kind === "invalid" && <WhatToDo steps={whatToDo(answer)} />}
      {kind === "changed" && <WhatToDo steps={whatToDoAboutMerge(answer)} />}
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
      <FactsList className="mt-6" facts={factsOf(answer)} />
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
      <section aria-labelledby="h-another" className="noprint mt-12">
        <h2 id="h-another" className="mb-4 font-semibold text-lg">
          Check another one
        </h2>
        <DropZone trustedRootHref={href("trusted_root.json")} keysHref={href("keys.json")} />
      </section>
    </PublicPage>
  );
}

function factsOf(answer: PublicVerification) {
  const { named, organization, verification } = answer;
  const { statement } = verification;
  const notRun = statement?.predicate.checks.filter((check) => check.outcome === "not_run") ?? [];
  const agent = statement?.predicate.agent;
  return [
    ...(named ? [{ label: "Change", value: named.title }] : []),
    { label: "Organization", value: organization },
    { label: "Repository", value: named ? named.repository : <Withheld /> },
    ...(statement
      ? [
          {
            label: "Commit",
            value: <Digest value={statement.subject[1].digest.gitCommit} label="commit" long />,
          },
          {
            label: "Patch",
            value: (
              <Digest
                value={statement.subject[0].digest.sha256}
                algorithm="sha256"
                label="patch digest"
                long
              />
            ),
          },
        ]
      : []),
    ...(agent ? [{ label: "Written by", value: `${agent.name} ${agent.version}, a rule` }] : []),
    ...(notRun.length > 0
      ? [
          {
            label: "Not run before it",
            value: upperFirst(notRun.map((check) => checkNames[check.id] ?? check.id).join(", ")),
          },
        ]
      : []),
  ];
}

/** Ids of checks stand in the statement; these are the words for those that may not have run. */
const checkNames: Readonly<Record<string, string>> = {
  second_opinion: "a second opinion",
  customer_ci: "the customer’s CI",
  parses: "parsing of the touched files",
};

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
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

function whatToDo(answer: PublicVerification) {
  return [
    { id: "stop", text: "Do not merge it, and do not rely on it if it is merged." },
    {
      id: "ask",
      text: `Ask ${answer.organization} for the bundle and the patch that they kept, and drop both below.`,
    },
    { id: "again", text: "Check with cosign as well: the command is at the end of this page." },
  ];
}

function whatToDoAboutMerge({ merged, organization }: PublicVerification) {
  const commit = merged?.commit.slice(0, 12) ?? "the merged commit";
  return [
    {
      id: "look",
      text: `Compare ${commit} with the approved commit: someone changed it on its way.`,
    },
    { id: "ask", text: `Ask ${organization} who changed it, and whether that was looked at.` },
    { id: "rely", text: "The approval below says nothing about what was added." },
  ];
}
