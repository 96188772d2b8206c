import { publicAddress } from "#app/_server/address.ts";
import { consoleOf } from "#app/_server/console-of.ts";
import { etnaReportCommand, reportCommand, reportFiles } from "#app/_server/report-files.ts";
import { PublicPage } from "#components/public/public-page.tsx";
import { FactsList } from "#components/ui/panel.tsx";
import { QrCode } from "#components/ui/qr-code.tsx";
import { ChainOfLinks } from "#components/verify/chain.tsx";
import { reportLinks } from "#components/verify/chain-links.ts";
import { CheckWithoutUs } from "#components/verify/check-without-us.tsx";
import { CheckedTwice } from "#components/verify/checked-twice.tsx";
import { DropZone } from "#components/verify/drop-zone.tsx";
import { ReportNotice, WhatToDo } from "#components/verify/notices.tsx";
import { VerifyPageHead } from "#components/verify/page-head.tsx";
import { Verdict } from "#components/verify/verdict.tsx";
import { utf8 } from "#lib/base/index.ts";
import type { PublicReportVerification } from "#lib/services/provenance/index.ts";
import { reportFacts } from "./report-facts.tsx";
import { reportAdvice, reportSteps, reportVerdictOf } from "./report-words.tsx";

/** The verification of a signed report, for whoever knows the id of its campaign. */
export async function ReportPage({ answer }: { answer: PublicReportVerification }) {
  const { reportId: id, organization, verification } = answer;
  const href = (name: string) => `/verify/${id}/${name}`;
  const url = publicAddress(`/verify/${id}`);
  const { kind, title, text } = reportVerdictOf(answer);
  const advice = reportAdvice(kind, answer);
  const context = { publisher: organization };
  const site = {
    bundleHref: href("bundle.json"),
    trustedRootHref: href("trusted_root.json"),
    keysHref: href("keys.json"),
  };
  return (
    <PublicPage signedInAs={await consoleOf()}>
      <VerifyPageHead id={id} url={url} jsonHref={`/api/v1/campaigns/${id}/verification`} />
      <Verdict kind={kind} title={title}>
        {text}
      </Verdict>
      <CheckedTwice
        checks={verification.checks.filter((check) => check.id !== "second_opinion")}
        checkedAt={answer.checkedAt.toISOString()}
        sources={site}
        context={context}
      />
      {advice.length > 0 && <WhatToDo steps={advice} />}
      <ReportNotice organization={organization}>
        <DropZone look="button" {...site} context={context}>
          Compare my report
        </DropZone>
        <noscript>
          <p>Without JavaScript, the commands below do the same on your machine.</p>
        </noscript>
      </ReportNotice>
      <div className="mt-6 grid grid-cols-[minmax(0,1fr)_auto] gap-x-6 gap-y-4 max-narrow:grid-cols-1 print:grid-cols-[minmax(0,1fr)_auto]">
        <FactsList facts={[...reportFacts(answer), { label: "Address", value: url }]} />
        <QrCode value={url} label={`The address of this page: ${url}`} />
      </div>
      <ChainOfLinks checks={verification.checks} steps={reportSteps(answer)} links={reportLinks} />
      <CheckWithoutUs
        files={savedFiles(answer, href)}
        command={reportCommand(answer)}
        etnaCommand={etnaReportCommand}
        note={
          <>
            You also need <code>report.json</code>, from {organization}.
          </>
        }
      />
      <section aria-labelledby="h-another" className="noprint mt-12">
        <h2 id="h-another" className="mb-4 font-semibold text-lg">
          Check another one
        </h2>
        <DropZone trustedRootHref={site.trustedRootHref} keysHref={site.keysHref} />
      </section>
    </PublicPage>
  );
}

function savedFiles(answer: PublicReportVerification, href: (name: string) => string) {
  const what: Readonly<Record<string, string>> = {
    "bundle.json": "Signature and log entry",
    "instance.pub": `${answer.organization}’s public key`,
    "trusted_root.json": "The log’s public key",
    "keys.json": "All keys, and which were taken back",
  };
  return Object.entries(reportFiles(answer)).map(([name, text]) => ({
    name,
    href: href(name),
    what: what[name] ?? "",
    sizeBytes: utf8(text).length,
  }));
}
